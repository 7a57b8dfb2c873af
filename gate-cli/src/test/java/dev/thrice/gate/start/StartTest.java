package dev.thrice.gate.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {
    @ParameterizedTest
    @CsvSource({"1.8, true", "9, true", "17, true", "20, true", "21, false", "25, false"})
    void whatIsTooOld(String version, boolean tooOld) {
        assertEquals(tooOld, Start.isTooOld(version));
    }

    @Test
    @Timeout(60)
    void anyOtherRunsTheGate() throws Exception {
        String classPath = System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path", "");
        Process gate = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Start.class.getName(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        String said = new String(gate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, gate.waitFor(), said);
        assertTrue(said.startsWith("thrice "), said);
    }
}
