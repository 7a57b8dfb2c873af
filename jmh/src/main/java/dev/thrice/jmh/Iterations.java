package dev.thrice.jmh;

import org.openjdk.jmh.infra.BenchmarkParams;

/** JMH adds up what iterations and forks tell as secondary results; for their mean each tells its share of it. */
final class Iterations {
    private Iterations() {}

    static int total(BenchmarkParams benchmark) {
        return benchmark.getMeasurement().getCount() * Math.max(1, benchmark.getForks());
    }
}
