package dev.thrice.lab.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.lab.ForkedJvm;
import dev.thrice.lab.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    @TempDir
    Path folder;

    @Test
    void whatIsThereIsToldInTheUnitThatFits() {
        Memory memory = new Memory(40e6, 3.5e9);
        assertEquals(
                "x takes about 1.0 GB of the JVM's heap, which is at most 40 MB; expected less, or a larger heap by"
                        + " THRICE_JAVA_OPTS=-Xmx...",
                assertThrows(UsageError.class, () -> memory.requireHeap("x", 1e9))
                        .getMessage());
        assertEquals(
                "x takes about 3.6 GB of memory, and there is 3.5 GB to be had; expected less",
                assertThrows(UsageError.class, () -> memory.requireMachine("x", 3.6e9))
                        .getMessage());
        memory.requireMachine("x", 3.4e9);
    }

    /** Of 4 GB of addresses, of which the JVM has its share, there are none for 5 GB; it is said before any are taken. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLimitOnTheProcessIsSeen() throws Exception {
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -v 4000000 && exec \"$@\"", "sh"));
        limited.addAll(ForkedJvm.command(
                List.of("-Xmx64m"),
                Main.class,
                "train",
                "--generated",
                "--hidden-layers=6",
                "--width=3000",
                "--batch=4000",
                "--out=network",
                "--log=log"));
        Path errors = Files.createTempFile("errors", ".txt");
        try {
            Process process = new ProcessBuilder(limited)
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            assertEquals(2, process.waitFor());
            List<String> said = ForkedJvm.said(Files.readAllLines(errors, StandardCharsets.UTF_8));
            assertEquals(1, said.size(), said.toString());
            assertTrue(
                    said.getFirst().matches("thrice: --hidden-layers 6 .* of memory, and there is .* to be had; .*"),
                    said.toString());
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            Files.delete(errors);
        }
    }
}
