package dev.thrice.examples;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Benchmarks of a project of one's own, for the gate to compare two of its builds by. */
public final class OwnSuite implements GateSuite {
    @Override
    public String name() {
        return "my project";
    }

    @Override
    public List<String> benchmarks(Extent extent) {
        return List.of("sum 1000");
    }

    @Override
    public GateBenchmark open(String name) {
        double[] x = new SplittableRandom(1).doubles(1000).toArray(); // the same in every build
        return new GateBenchmark() {
            private double sum;

            @Override
            public void run() {
                sum = Arrays.stream(x).sum(); // here your code is called
            }

            @Override
            public long resultHash() {
                return Double.doubleToLongBits(sum);
            }

            @Override
            public void close() {}
        };
    }
}
