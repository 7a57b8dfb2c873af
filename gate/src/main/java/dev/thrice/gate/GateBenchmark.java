package dev.thrice.gate;

import java.util.Map;

/** Something to be timed. The gate runs it from one thread, often, and by turns with the same benchmark of another build. */
public interface GateBenchmark extends AutoCloseable {
    /** One run, best of 0.1 us to 10 ms. */
    void run();

    /**
     * The result of the last run, in one number. It is asked for once, after the first run, and has to be equal in both builds.
     *
     * @return a hash of the result's bits
     */
    long resultHash();

    /**
     * The work done since the benchmark was opened, exactly: what is counted, and how much of it, such as VJPs. A run of the new build may not
     * do more than one of the old.
     *
     * @return counts by name; none unless overridden
     */
    default Map<String, Long> work() {
        return Map.of();
    }

    /**
     * The threads that a run keeps busy, the caller's included. After a benchmark with more than one the gate waits a few milliseconds, so that
     * threads of one build which wait for more do not take the processor from the other's.
     *
     * @return at least 1
     */
    default int threads() {
        return 1;
    }

    @Override
    void close();
}
