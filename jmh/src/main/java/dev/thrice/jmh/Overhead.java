package dev.thrice.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Secondary results: a whole over one of its parts, of the medians of an iteration and of its least times. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Overhead {
    private int iterations;
    private Turns turns;

    /**
     * Counts iterations.
     *
     * @param benchmark whose they are
     */
    @Setup(Level.Trial)
    public void count(BenchmarkParams benchmark) {
        iterations = Iterations.total(benchmark);
    }

    /** Forgets the last iteration. */
    @Setup(Level.Iteration)
    public void begin() {
        turns = null;
    }

    void take(Turns all) {
        if (turns == null) {
            turns = all;
            turns.begin();
        }
        turns.take();
    }

    /**
     * Of the step over its products.
     *
     * @return ratio of medians
     */
    public double medianRatio() {
        return turns.medianRatio(1, 0) / iterations;
    }

    /**
     * Of the step over its products.
     *
     * @return ratio of least times
     */
    public double leastRatio() {
        return turns.leastRatio(1, 0) / iterations;
    }
}
