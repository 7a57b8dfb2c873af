package dev.thrice.gate.command.judge;

import java.util.List;
import java.util.Map;

/** How two builds are measured against each other. */
public interface Comparison extends AutoCloseable {
    /**
     * Measures all that both have.
     *
     * @param forks of each benchmark
     * @return what was found, by benchmark
     */
    Map<String, Sample> measure(int forks);

    /**
     * Measures some once more.
     *
     * @param failures names of benchmarks that were measured
     * @param forks of each, fresh ones
     * @return what these found, by benchmark
     */
    Map<String, Sample> confirm(List<String> failures, int forks);

    /**
     * What is done, for a file.
     *
     * @return a record
     */
    Object plan();

    /**
     * What was measured so far, for a file. May be asked by another thread.
     *
     * @return records, one a fork
     */
    List<?> forks();

    /**
     * What was measured so far for the second time, for a file. May be asked by another thread.
     *
     * @return records, one a fork
     */
    List<?> confirmation();

    /**
     * What a fork consists of.
     *
     * @return in a word, such as quads
     */
    String parts();

    /** Ends what is being measured. May be called from another thread. */
    @Override
    void close();
}
