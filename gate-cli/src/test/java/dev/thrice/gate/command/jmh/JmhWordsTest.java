package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What JMH 1.37 says. */
class JmhWordsTest {
    private static final String END = """
            Benchmark had encountered error, and fail on error was requested
            ERROR: org.openjdk.jmh.runner.RunnerException: Benchmark caught the exception
            \tat org.openjdk.jmh.Main.main(Main.java:71)
            """;

    private static String reason(int code, String text) {
        JmhWords words = new JmhWords();
        text.lines().forEach(words::hear);
        return words.reason(code);
    }

    @Test
    void whatABenchmarkPrintsIsNoStep() {
        for (String step : List.of(
                "# Warmup Iteration   1: 4.1 ns/op",
                "Iteration  12: n = 17, mean = 2 ns/op",
                "# Fork: 1 of 1",
                "Result \"a\":")) {
            assertTrue(JmhWords.isStep(step), step);
        }
        for (String printed : List.of("", "retrying", "Iteration of mine", "# a comment", "Results are fine")) {
            assertFalse(JmhWords.isStep(printed), printed);
        }
    }

    @Test
    void whatABenchmarkThrewIsItsMessage() {
        String thrown = "# Warmup Iteration   1: <failure>\n\n%s\n\tat d.D.run(D.java:8)\n\n\n" + END;
        assertEquals("broken", reason(1, thrown.formatted("java.lang.IllegalStateException: broken")));
        assertEquals("an exception without a message", reason(1, thrown.formatted("java.lang.NullPointerException")));
        assertEquals(
                "too deep",
                reason(1, thrown.replace("# Warmup Iteration   1: ", "").formatted("a.B$C: too deep")));
    }

    @Test
    void aJvmThatEndedIsToldByItsCodeOrItsOwnWords() {
        String died = "Iteration   1: <forked VM failed with exit code %d>\n<stdout last='20 lines'>\n%s</stdout>\n"
                + "<stderr last='20 lines'>\nWARNING: of Unsafe\n</stderr>\n\n" + END;
        assertEquals("its JVM ended with exit code 3", reason(1, died.formatted(3, "")));
        assertEquals("it was ended by SIGKILL, as where memory runs out", reason(1, died.formatted(137, "")));
        assertEquals("Unrecognized VM option 'X=3'", reason(1, died.formatted(1, "Unrecognized VM option 'X=3'\n")));
        assertEquals(
                "its JVM crashed, SIGSEGV",
                reason(1, died.formatted(134, "# A fatal error\n#  SIGSEGV (0xb) at pc=0x1\n")));
    }

    @Test
    void aJvmThatWasExitedFromSaysSo() {
        String exited = "# Warmup Iteration   1: <failure: VM prematurely exited, System.exit was called?>\n" + END;
        assertEquals("VM prematurely exited, System.exit was called?", reason(1, exited));
    }

    @Test
    void beforeAnyBenchmarkItIsTheFirstThatIsSaid() {
        assertEquals("Error: no such class", reason(1, "Error: no such class\n"));
    }
}
