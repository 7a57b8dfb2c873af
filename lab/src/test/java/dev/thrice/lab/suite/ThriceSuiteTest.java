package dev.thrice.lab.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite.Extent;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThriceSuiteTest {
    private final ThriceSuite suite = new ThriceSuite();

    /** A product as deep as one block is summed in the same order, so that it has the same bits; a step's products are deeper. */
    @Test
    void whatIsComputedByVectorsIsWhatThePreferredProviderComputes() {
        List<String> names = suite.benchmarks(Extent.QUICK);
        List<String> byVectors =
                names.stream().filter(name -> name.startsWith("simd ")).toList();
        assertTrue(byVectors.size() >= 2, names::toString);
        for (String name : byVectors) {
            String preferred = name.substring("simd ".length());
            assertTrue(names.contains(preferred), name);
            if (name.startsWith("simd gemm")) {
                assertEquals(hash(preferred), hash(name), name);
            }
        }
    }

    @Test
    void everyTwinHasABenchmark() {
        List<String> names = suite.benchmarks(Extent.FULL);
        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(new HashSet<>(names).containsAll(suite.benchmarks(Extent.QUICK)));
        for (String flawed : suite.flawed()) {
            assertTrue(names.contains(flawed.substring(0, flawed.indexOf(" + "))), flawed);
        }
    }

    private long hash(String name) {
        GateBenchmark benchmark = suite.open(name);
        try {
            benchmark.run();
            return benchmark.resultHash();
        } finally {
            benchmark.close();
        }
    }
}
