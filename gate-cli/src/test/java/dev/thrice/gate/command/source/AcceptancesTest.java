package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptancesTest {
    @Test
    void findsLinesWithABenchmarkAndAReason() {
        String messages = """
                Gemm: sums in float64

                Twice as exact, half as fast.

                Perf-Accepted: gemm NN 256x256x256, exactness, which users asked for
                Perf-Accepted:tanh 256x64 ,  no libm
                Perf-Accepted: gemm NN 256x256x256, a second reason
                """;
        assertEquals(
                Map.of("gemm NN 256x256x256", "exactness, which users asked for", "tanh 256x64", "no libm"),
                Acceptances.in(messages));
    }

    @Test
    void aLineWithoutABenchmarkOrAReasonIsNone() {
        assertEquals(Map.of(), Acceptances.in("Perf-Accepted: , all\nPerf-Accepted:, all\nPerf-Accepted: \t , all"));
        assertEquals(Map.of(), Acceptances.in("Perf-Accepted: tanh\nPerf-Accepted: tanh, \nSee Perf-Accepted: a, b"));
    }
}
