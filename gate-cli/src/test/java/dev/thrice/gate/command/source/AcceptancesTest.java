package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptancesTest {
    private static final String GEMM = "gemm NN 256x256x256";
    private static final String TANH = "tanh 256x64";

    @Test
    void findsLinesWithABenchmarkAndAReason() {
        String messages = """
                Gemm: sums in float64

                Twice as exact, half as fast.

                Perf-Accepted: gemm NN 256x256x256, exactness, which users asked for
                Perf-Accepted:tanh 256x64 ,  no libm
                Perf-Accepted: gemm NN 256x256x256, a second reason
                """;
        Acceptances found = new Acceptances(messages);
        assertEquals(
                Map.of(GEMM, "exactness, which users asked for", TANH, "no libm"),
                found.reasons(List.of(TANH, GEMM, "gemm")));
        assertEquals(List.of(), found.unused(List.of(GEMM, TANH)));
        assertEquals(List.of("tanh 256x64 ,  no libm"), found.unused(List.of(GEMM)));
    }

    /** As values of parameters have. */
    @Test
    void aNameMayHaveCommas() {
        String name = "a.B.sum (sizes=1,2; n=3) avgt";
        Acceptances found = new Acceptances("Perf-Accepted: " + name + ", exact, and slower");
        assertEquals(Map.of(name, "exact, and slower"), found.reasons(List.of(name)));
        Acceptances either = new Acceptances("Perf-Accepted: a, b, c");
        assertEquals(Map.of("a, b", "c"), either.reasons(List.of("a", "a, b")));
        assertEquals(Map.of("a", "b, c"), either.reasons(List.of("a")));
    }

    @Test
    void aLineWithoutABenchmarkOrAReasonIsNone() {
        for (String none : List.of(
                "Perf-Accepted: , all",
                "Perf-Accepted:, all",
                "Perf-Accepted: \t , all",
                "Perf-Accepted: tanh",
                "Perf-Accepted: tanh, ",
                "Perf-Accepted: tanhs, all",
                "See Perf-Accepted: tanh, b")) {
            assertEquals(Map.of(), new Acceptances(none).reasons(List.of("tanh")), none);
        }
    }
}
