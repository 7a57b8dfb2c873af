package dev.thrice.gate.command.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How two builds are measured against each other.
 *
 * @param <F> a record of what a fork found, for a file
 */
public abstract class Comparison<F> implements AutoCloseable {
    /** What was measured so far. */
    protected final List<F> forks = Collections.synchronizedList(new ArrayList<>());

    /** What was measured so far for the second time. */
    protected final List<F> confirmation = Collections.synchronizedList(new ArrayList<>());

    /** What either build has and is not measured. */
    protected final NotCompared notCompared = new NotCompared();

    /** Nothing is measured yet. */
    protected Comparison() {}

    /**
     * Measures all that both have.
     *
     * @param forks of each benchmark
     * @return what was found, by benchmark
     */
    public abstract Map<String, Sample> measure(int forks);

    /**
     * Measures some once more.
     *
     * @param failures names of benchmarks that were measured
     * @param forks of each, fresh ones
     * @return what these found, by benchmark
     */
    public abstract Map<String, Sample> confirm(List<String> failures, int forks);

    /**
     * What is done, for a file.
     *
     * @return a record
     */
    public abstract Object plan();

    /**
     * What the builds are measured by, for people.
     *
     * @return versions and options
     */
    public abstract List<Setting> settings();

    /**
     * What was measured so far, for a file. May be asked by another thread.
     *
     * @return records, one a fork
     */
    public final List<F> forks() {
        return List.copyOf(forks);
    }

    /**
     * What was measured so far for the second time, for a file. May be asked by another thread.
     *
     * @return records, one a fork
     */
    public final List<F> confirmation() {
        return List.copyOf(confirmation);
    }

    /**
     * What is not measured, for a file. May be asked by another thread.
     *
     * @return names of benchmarks, each with the reason
     */
    public final List<String> notCompared() {
        return notCompared.told();
    }

    /**
     * What a fork consists of.
     *
     * @return in a word, such as quads
     */
    public abstract String parts();

    /** Ends what is being measured. May be called from another thread. */
    @Override
    public abstract void close();
}
