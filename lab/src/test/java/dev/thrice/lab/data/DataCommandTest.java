package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DataCommandTest {
    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsWhereEachFileIsAndWhereItIsFrom() throws IOException {
        Path cache = StandIn.folder(temporary.resolve("cache"));
        Files.delete(cache.resolve("train-labels-idx1-ubyte"));
        Path from = StandIn.folder(temporary.resolve("from"));
        provide(cache, from);
        assertEquals(
                List.of(
                        cache.resolve("train-images-idx3-ubyte") + "  already there",
                        cache.resolve("train-labels-idx1-ubyte") + "  from " + from,
                        cache.resolve("t10k-images-idx3-ubyte") + "  already there",
                        cache.resolve("t10k-labels-idx1-ubyte") + "  already there"),
                out.toString().lines().toList());
        assertEquals("thrice: fetching 1 file(s) from " + from, err.toString().strip());
    }

    @Test
    void tellsInOneLineWhatWasTried() {
        Path absent = temporary.resolve("absent");
        String message = assertThrows(UserError.class, () -> provide(temporary.resolve("cache"), absent))
                .getMessage();
        assertEquals("MNIST was not found: " + absent + ": no such folder", message);
        assertEquals("", out.toString());
    }

    @Test
    void takesItsOptionsFromTheCommandLine() throws IOException {
        Path from = StandIn.folder(temporary.resolve("from")); // of which none is what MNIST's should be
        Path cache = temporary.resolve("cache");
        int exitCode = commandLine("mnist", "--dir", cache.toString(), "--from", from.toString());
        assertEquals(1, exitCode);
        assertTrue(
                err.toString()
                        .contains("MNIST was not found: " + from.resolve("train-images-idx3-ubyte")
                                + ": 136 bytes, expected 47040016"),
                err.toString());
        assertEquals(List.of(), StandIn.names(cache));
    }

    @Test
    void needsTheNameOfADataSet() {
        assertEquals(2, commandLine());
        assertTrue(err.toString().contains("Missing required subcommand"), err.toString());
    }

    private int commandLine(String... args) {
        return new CommandLine(DataCommand.class)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return 1;
                })
                .execute(args);
    }

    private void provide(Path cache, Path from) {
        DataCommand.Get.provide(
                new DataFolder(cache, PublicData.MNIST, StandIn.FILES, false),
                List.of(new FolderSource(from)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
