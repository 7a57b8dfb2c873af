package dev.thrice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OwnSuiteTest {
    /** As the gate does. */
    @Test
    void itIsFoundAndItsBenchmarkComputesASum() {
        List<GateSuite> found = ServiceLoader.load(GateSuite.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertEquals(1, found.size());
        GateSuite suite = found.getFirst();
        assertEquals("my project", suite.name());
        assertEquals(List.of("sum 1000"), suite.benchmarks(GateSuite.Extent.QUICK));
        try (GateBenchmark benchmark = suite.open("sum 1000")) {
            benchmark.run();
            double sum = Double.longBitsToDouble(benchmark.resultHash());
            double[] x = new SplittableRandom(1).doubles(1000).toArray();
            assertEquals(Arrays.stream(x).sum(), sum, 1e-10);
        }
    }
}
