package dev.thrice.lab.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.UserError;
import dev.thrice.lab.output.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {
    @TempDir
    private Path folder;

    private Path file;
    private final Results results = Synthetic.paper(2, 1)
            .algorithms(1.5, 4)
            .arriving(new Arrivals(
                    "fpa", .5, Collections.nCopies(5, List.of(0.0, .5)), Collections.nCopies(5, List.of(0.0, 1e-7))))
            .varying("hidden layers", 5)
            .results();

    @BeforeEach
    void write() {
        file = folder.resolve("results.json");
        ResultsFile.write(file, results);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        assertEquals(results, ResultsFile.read(file));
    }

    @Test
    void whyARunIsInvalidIsTheFirstThingInItsFile() throws IOException {
        ResultsFile.write(file, results, "the speed changed");
        List<String> lines = Files.readAllLines(file);
        assertEquals("  \"INVALID\" : \"the speed changed\",", lines.get(1));
        assertEquals(results, ResultsFile.read(file)); // samples and nothing that was said of them
    }

    @Test
    void aPartialRunIsAValidDocument() {
        Results partial = results.with(true, results.networks());
        ResultsFile.write(file, partial);
        assertEquals(partial, ResultsFile.read(file));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, .1, .5, .9, .999})
    void oneCutShortIsToldFromOneThatIsWhole(double share) throws IOException {
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, (int) (share * (whole.length() - 1))));
        assertTold(share == 0 ? "not a result of thrice validate" : "not JSON, or cut short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\" : 4 | \"version\" : 1 | version 1 of the results' layout, expected 4",
                "\"thrice validate\" | \"something else\" | not a result of thrice validate",
                "\"chosen\" : | \"taken\" : | /environment/chosen: Missing creator property 'chosen'",
                "\"rounds\" : 40 | \"rounds\" : null | /plan/rounds: ",
                "\"seed\" : 1 | \"seed\" : \"x\" | /plan/seed: ",
                "\"task\" : \"FORWARD\" | \"task\" : \"BARRIER\" | the forward pass was not timed",
                "\"function\" : 3 | \"function\" : 4 | functions timed are [0, 1, 2, 4, 4, 5], expected all 6",
                "\"name\" : \"forward\" | \"name\" : \"backward\" | no samples of backward",
                "\"reference kernel\" : [ | \"reference kernel\" : [ 5.0, | 41 samples of reference kernel",
                "\"reference kernel\" : [ | \"reference kernel\" : [ -1,  | 41 samples of reference kernel",
                "\"f_0\" : [ 6 | \"f_0\" : [ -6 | a sample of f_0 is not a time above 0",
            })
    void whatDoesNotFitIsNamed(String is, String becomes, String message) throws IOException {
        String whole = Files.readString(file);
        assertTrue(whole.contains(is), is);
        Files.writeString(file, whole.replaceFirst(java.util.regex.Pattern.quote(is), becomes));
        assertTold(message);
    }

    @Test
    void whatIsNotThereOrIsAnotherDocumentIsTold() throws IOException {
        Files.delete(file);
        assertTold("no such file");
        JsonFile.write(file, List.of(1, 2));
        assertTold("not a result of thrice validate");
    }

    private void assertTold(String message) {
        String told =
                assertThrows(UserError.class, () -> ResultsFile.read(file)).getMessage();
        assertTrue(told.contains(message) && told.contains(file.toString()), told);
    }
}
