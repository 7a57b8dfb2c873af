package dev.thrice.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that need MNIST, on a machine that has none of it, knows no host and has no npm. */
@Timeout(120)
class OfflineTest {
    @TempDir
    Path folder;

    /** None goes on with other data than what was asked for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate --quick",
                "train --epochs 1",
                "figures --quick",
                "study online --quick",
                "study generative --quick",
                "study feedback --quick",
                "study depth --quick"
            })
    void namesTheCommandThatFetches(String command) throws Exception {
        List<String> lines = new ArrayList<>();
        assertEquals(1, run(command, lines), lines.toString());
        String last = lines.getLast();
        assertTrue(last.startsWith("thrice: MNIST is not there and was not found: "), last);
        assertTrue(last.contains("thrice data mnist fetches it") && last.contains("--generated"), last);
        assertEquals(2, lines.size(), lines.toString()); // the other says where it was looked for
        assertTrue(lines.getFirst().startsWith("thrice: fetching 4 file(s) from "), lines.toString());
        assertFalse(Files.exists(folder.resolve("cache/thrice/mnist/train-images-idx3-ubyte")));
    }

    private int run(String command, List<String> lines) throws IOException, InterruptedException {
        List<String> line = ForkedJvm.command(
                List.of("-Djdk.net.hosts.file=" + Files.createFile(folder.resolve("hosts"))),
                Main.class,
                command.split(" "));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectError(errors.toFile())
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("PATH", folder.toString());
        Process process = builder.start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroyForcibly(); // which goes on otherwise, if this took too long
        }
        lines.addAll(ForkedJvm.said(Files.readAllLines(errors)));
        assertEquals("", Files.readString(folder.resolve("output")));
        return code;
    }
}
