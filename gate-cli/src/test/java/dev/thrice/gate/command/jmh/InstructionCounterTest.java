package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of what {@code perf} says, as versions of it do. */
@DisabledOnOs(OS.WINDOWS)
class InstructionCounterTest {
    @TempDir
    private Path folder;

    private Optional<String> obstacle(String said, int code) throws Exception {
        Path perf = folder.resolve("perf");
        Files.writeString(perf, "#!/bin/sh\nprintf '" + said + "' >&2; exit " + code + "\n");
        assertTrue(perf.toFile().setExecutable(true));
        return InstructionCounter.obstacle(perf.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1\\n912345,,instructions:u,512345,100.00,1.20,insn per cycle\\n",
                "1\\n912345,,cpu_core/instructions:u/,512345,100.00,,\\n"
            })
    void aCountIsNone(String said) throws Exception {
        assertEquals(Optional.empty(), obstacle(said, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1\\n<not supported>,,instructions:u,0,100.00,,\\n | 0 | <not supported>",
                "<not counted>,,instructions:u,0,0.00,,\\n | 0 | <not counted>",
                "Error:\\nNo permission to enable instructions:u event.\\n\\n | 255 | No permission to enable instructions:u event.",
                "\\nperf not found for kernel 6.8\\n | 2 | perf not found for kernel 6.8",
                "'' | 1 | nothing",
            })
    void whateverElseItSaysIsTold(String said, int code, String reason) throws Exception {
        assertEquals(Optional.of(folder.resolve("perf") + " says " + reason), obstacle(said, code));
    }

    @Test
    void itMayNotBeThere() {
        String none = folder.resolve("none").toString();
        assertEquals(Optional.of("there is no " + none), InstructionCounter.obstacle(none));
    }
}
