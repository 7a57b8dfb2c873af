package dev.thrice.gate;

import java.util.List;

/**
 * The benchmarks of a project. The gate finds it by {@link java.util.ServiceLoader}: an implementation has a public constructor without
 * parameters and is named in {@code META-INF/services/dev.thrice.gate.GateSuite}, on whichever path it is run. A class path holds one suite.
 */
public interface GateSuite {
    /** How much is to be measured. */
    enum Extent {
        /** What a change is gated by: a handful of benchmarks. */
        QUICK,
        /** Everything. */
        FULL
    }

    /**
     * What tells this suite from others. Two builds are compared only if theirs are equal.
     *
     * @return such as the project's name
     */
    String name();

    /**
     * What there is to measure. Loads and allocates nothing.
     *
     * @param extent how much of it
     * @return names that {@link #open} knows, without commas, and no name twice
     */
    List<String> benchmarks(Extent extent);

    /**
     * Makes a benchmark ready. Several of a name may be open at once, each with memory of its own. It has to compute the same in every build and
     * every JVM: seeds are constants.
     *
     * @param name one of {@link #benchmarks}
     * @return the benchmark, which the gate closes
     * @throws IllegalArgumentException if there is no such benchmark
     */
    GateBenchmark open(String name);
}
