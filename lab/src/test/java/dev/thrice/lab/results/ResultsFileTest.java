package dev.thrice.lab.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.lab.Mutations;
import dev.thrice.lab.bound.BoundReport;
import dev.thrice.lab.results.TimedTask.Task;
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
    private static final int ROUNDS = 4;
    private static final RankTimes OVER_RANKS = new RankTimes(
            "made up",
            2,
            4_000,
            Collections.nCopies(6, 100.),
            Collections.nCopies(6, 205.),
            List.of(210., 211., 212., 213., 214., 215.),
            Collections.nCopies(6, 305.),
            List.of(310., 311., 312., 313., 314., 315.));

    @TempDir
    private Path folder;

    private Path file;
    private final Results results = Synthetic.paper(2, 1)
            .algorithms(1.5, 4)
            .arriving(new Arrivals(
                    "fpa", .5, Collections.nCopies(5, List.of(0.0, .5)), Collections.nCopies(5, List.of(0.0, 1e-7))))
            .varying("hidden layers", 5)
            .results()
            .with(OVER_RANKS);

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
        ResultsFile.write(file, results, "the speed changed", List.of("It did."), List.of(new Interference(1, 0, 0)));
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
                "\"version\" : 6 | \"version\" : 1 | version 1 of the results' layout, expected 6",
                "\"thrice validate\" | \"something else\" | not a result of thrice validate",
                "\"chosen\" : | \"taken\" : | /environment/chosen: missing, expected a text",
                "\"rounds\" : 40 | \"rounds\" : null | /plan/rounds: ",
                "\"seed\" : 1 | \"seed\" : \"x\" | /plan/seed: ",
                "\"task\" : \"FORWARD\" | \"task\" : \"BARRIER\" | the forward pass was not timed",
                "\"function\" : 3 | \"function\" : 4 | functions timed are [0, 1, 2, 4, 4, 5], expected all 6",
                "\"name\" : \"forward\" | \"name\" : \"backward\" | no samples of backward",
                "\"reference kernel\" : [ | \"reference kernel\" : [ 5.0, | 41 samples of reference kernel",
                "\"reference kernel\" : [ | \"reference kernel\" : [ -1,  | 41 samples of reference kernel",
                "\"f_0\" : [ 6 | \"f_0\" : [ -6 | a sample of f_0 is not a time above 0",
                "\"ranks\" : 2 | \"ranks\" : 1 | /ranks: ranks 1, expected at least 2",
                "\"fpa\" : [ 210.0, | \"fpa\" : [  | /ranks: rounds of one algorithm 5, expected 6",
                "\"zIl\" : [ 310.0, | \"zIl\" : [ 0, | /ranks: ns of a run 0.0, expected a number above 0",
            })
    void whatDoesNotFitIsNamed(String is, String becomes, String message) throws IOException {
        String whole = Files.readString(file);
        assertTrue(whole.contains(is), is);
        Files.writeString(file, whole.replaceFirst(java.util.regex.Pattern.quote(is), becomes));
        assertTold(message);
    }

    /** What is read is judged: whatever is taken has its report. */
    @Test
    void whateverIsWrongInAFileIsToldOrHarmless() {
        ResultsFile.write(file, study());
        Mutations.assertEachIsRefusedOrUsable(file, read -> {
            BoundReport report = new BoundReport(ResultsFile.read(read));
            report.text();
            report.html();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"batch\" : 64 | \"batch\" : 64.5 | /batch: 64.5, expected a number without a fraction",
                "\"batch\" : 64 | \"batch\" : \"64\" | /batch: \"64\", expected a number without a fraction",
                "\"batch\" : 64 | \"batch\" : 99999999999 | /batch",
                "\"batch\" : 64 | \"batch\" : 0 | batch 0, expected at least 1",
                "\"stolen\" : 0.0 | \"stolen\" : 1.5 | share stolen 1.5, expected 0 to 1",
                "\"task\" : \"FORWARD\" | \"task\" : \"NONE\" | /task: \"NONE\", expected one of [FORWARD,",
                "\"batch\" : 64 | \"batch\" : 64, \"bach\" : 1 | /bach: a field that is not known",
                "\"batch\" : 64 | \"batch\" : 64, \"batch\" : 1 | not JSON",
            })
    void whatIsNoSuchValueIsNamed(String is, String becomes, String message) throws IOException {
        whatDoesNotFitIsNamed(is, becomes, message);
    }

    @Test
    void whatIsNotUtf8IsTold() throws IOException {
        Files.write(file, new byte[] {'{', '"', (byte) 0xff, '"'});
        assertTold("not JSON");
    }

    @Test
    void whatIsNotThereOrIsAnotherDocumentIsTold() throws IOException {
        Files.delete(file);
        assertTold("no such file");
        JsonFile.write(file, List.of(1, 2));
        assertTold("not a result of thrice validate");
    }

    /** With something of everything that a report is made of. */
    private static Results study() {
        Synthetic main = small("main", 1)
                .algorithms(1.5, 4)
                .with(
                        new TimedTask(
                                "z-il",
                                Task.PREDICTIVE_CODING,
                                null,
                                "z-il",
                                1,
                                5,
                                1.,
                                false,
                                new AlgorithmWork("sweep", 15, 15, 5, 1_000)),
                        100_000)
                .with(TimedTask.within("f_0, 1", Task.RECORDED_FORWARD, 0, "fpa", 1), 70_000)
                .with(TimedTask.within("step, 2", Task.RECORDED_STEP, 2, "fpa", 2), 7_000)
                .with(TimedTask.ofFunction("J_1", Task.INPUT_VJP, 1), 7_000)
                .with(TimedTask.of("barrier", Task.BARRIER), 150)
                .arriving(new Arrivals(
                        "fpa",
                        .5,
                        Collections.nCopies(2, List.of(0.0, .5)),
                        Collections.nCopies(2, List.of(0.0, 1e-7))))
                .varying("chain length", 3)
                .varying("width", 64);
        NetworkResults first = main.network();
        List<GradientDistance> gradients = List.of(new GradientDistance(.5, 12, .9, .9, .1));
        NetworkResults complete = new NetworkResults(
                first.name(),
                first.batch(),
                first.sweeps(),
                first.functions(),
                first.contenders(),
                first.forks(),
                first.arrivals(),
                gradients);
        Synthetic other = small("another", 2).slowed(1, 4).algorithms(1.8, 4).varying("width", 256);
        return Synthetic.of(List.of(complete, other.network()), 2, ROUNDS).with(OVER_RANKS);
    }

    private static Synthetic small(String name, long seed) {
        Synthetic network = new Synthetic(name, 2, ROUNDS, seed);
        for (int l = 0; l < 3; l++) {
            network.function("64 x 64", 524_288, 7_000);
        }
        return network;
    }

    private void assertTold(String message) {
        String told =
                assertThrows(UserError.class, () -> ResultsFile.read(file)).getMessage();
        assertTrue(told.contains(message) && told.contains(file.toString()), told);
    }
}
