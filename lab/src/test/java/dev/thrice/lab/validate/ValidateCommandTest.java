package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.Main;
import dev.thrice.lab.results.Restless;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.lab.results.Synthetic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code thrice validate --from}. */
class ValidateCommandTest {
    @TempDir
    Path folder;

    private final Results sound = Synthetic.paper(3, 1).algorithms(1.5, 4).results();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aSoundRunIsDone() throws IOException {
        assertEquals(0, judge(sound));
    }

    @Test
    void anInvalidRunHasACodeOfItsOwn() throws IOException {
        Path again = folder.resolve("again.json");
        Path page = folder.resolve("page.html");
        assertEquals(3, judge(Restless.of(sound), "--json=" + again, "--html=" + page));
        assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith("INVALID: the machine's speed changed"));
        assertTrue(Files.readAllLines(again).get(1).startsWith("  \"INVALID\" : \"the machine's speed changed"));
        String html = Files.readString(page);
        assertTrue(
                html.substring(html.indexOf("<main>")).startsWith("<main>\n<p class=\"alarm\">INVALID: the machine's"),
                "first");
        printed.reset();
        assertEquals(3, run("--from=" + again));
    }

    @Test
    void anInvalidRunMayBeAccepted() {
        assertEquals(3, ValidateCommand.exitCode("restless", false));
        assertEquals(0, ValidateCommand.exitCode("restless", true));
        assertEquals(0, ValidateCommand.exitCode("", false));
    }

    @Test
    void theAnswerIsPrintedAndWhatItRestsOnIfAskedFor() throws IOException {
        judge(sound);
        String answer = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        judge(sound, "--details");
        String all = printed.toString(StandardCharsets.UTF_8);
        assertTrue(all.startsWith(answer) && all.contains("ps/flop") && !answer.contains("ps/flop"), all);
    }

    /** What is judged stands beside the samples, and is left out where they are read again. */
    @Test
    void theDocumentHasTheVerdicts() throws IOException {
        Path json = folder.resolve("again.json");
        judge(sound, "--json=" + json);
        JsonNode document = new ObjectMapper().readTree(json.toFile());
        assertTrue(document.get("answer").get(0).asText().startsWith("Backpropagation took, "), "answer");
        JsonNode upper = document.get("verdicts").get(0);
        assertEquals("(2.6)", upper.get("claim").asText());
        assertEquals("upper", upper.get("kind").asText());
        assertEquals("holds", upper.get("verdict").asText());
        assertEquals(1.5, upper.get("measured").asDouble(), .02);
        assertTrue(upper.get("low").asDouble() < 1.5 && upper.get("high").asDouble() > 1.48, upper.toString());
        assertEquals(sound, ResultsFile.read(json));
    }

    @Test
    void everyTableCanBeHadAsCsv() throws IOException {
        Path tables = folder.resolve("new/tables");
        assertEquals(0, judge(sound, "--tables=" + tables));
        List<String> lines = Files.readAllLines(tables.resolve("what-carries-it.csv"));
        assertEquals("claim,counted,measured,measured_low,measured_high,verdict,data", lines.getFirst());
        assertTrue(
                lines.get(1)
                        .matches(
                                "\\(2.6\\) backprop <= 3 w sum C,errors,1[.]\\d+,1[.]\\d+,1[.]\\d+,holds,\"made up, NOT MNIST\""),
                lines.get(1));
        try (Stream<Path> files = Files.list(tables)) {
            assertTrue(files.count() >= 8);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereTheResultsCannotBeWrittenTheReportIsPrinted() throws IOException {
        assertEquals(1, judge(sound, "--json=/dev/full"));
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("(2.6) backprop"));
    }

    private int judge(Results results, String... more) throws IOException {
        Path file = folder.resolve("results.json");
        ResultsFile.write(file, results);
        String[] all = new String[more.length + 1];
        all[0] = "--from=" + file;
        System.arraycopy(more, 0, all, 1, more.length);
        return run(all);
    }

    private int run(String... options) {
        String[] command = new String[options.length + 1];
        command[0] = "validate";
        System.arraycopy(options, 0, command, 1, options.length);
        PrintStream out = System.out;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            return Main.execute(command);
        } finally {
            System.setOut(out);
        }
    }
}
