package dev.thrice.command.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class DistinctFilesTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private boolean ran;

    @Test
    void whatIsReadIsNotWrittenOver() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "dear");
        assertEquals(2, run("--from=" + file, "--json=" + folder.resolve("./file")));
        assertFalse(ran);
        assertTrue(err.toString().startsWith("--json and --from are the same file, "), err::toString);
    }

    @Test
    void twoOutputsAreTwoFiles() {
        assertEquals(2, run("--json=" + folder.resolve("x"), "--html=" + folder.resolve("x")));
        assertFalse(ran);
        assertEquals(0, run("--json=" + folder.resolve("x"), "--html=" + folder.resolve("y")));
        assertTrue(ran);
    }

    @Test
    void oneFileMayBeReadForTwoPurposes() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(0, run("--from=" + file, "--batch=" + file, "--json=" + folder.resolve("x")));
        assertTrue(ran);
    }

    private int run(String... arguments) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection((Runnable) () -> ran = true);
        for (String option : List.of("--from", "--batch", "--json", "--html")) {
            spec.addOption(OptionSpec.builder(option).type(Path.class).build());
        }
        return new CommandLine(spec)
                .setErr(new PrintWriter(err, true))
                .setExecutionStrategy(new DistinctFiles())
                .execute(arguments);
    }
}
