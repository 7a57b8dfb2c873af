package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertTrue(html.substring(html.indexOf("<h1>")).startsWith("<h1>INVALID: "));
        printed.reset();
        assertEquals(3, run("--from=" + again));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereTheResultsCannotBeWrittenTheReportIsPrinted() throws IOException {
        assertEquals(1, judge(sound, "--json=/dev/full"));
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("ps/flop"));
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
