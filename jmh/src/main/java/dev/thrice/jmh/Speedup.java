package dev.thrice.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Secondary results: how many times as fast as one worker several are, and as many that have a share each of the same work to
 * themselves and do not know of each other, which is what the machine's cores allow in these minutes. Of the medians of an iteration,
 * and of its least times.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Speedup {
    private static final int ONE = 0;
    private static final int TOGETHER = 1;
    private static final int APART = 2;

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
     * Of several workers.
     *
     * @return ratio of medians
     */
    public double medianTogether() {
        return turns.medianRatio(ONE, TOGETHER) / iterations;
    }

    /**
     * Of several workers.
     *
     * @return ratio of least times
     */
    public double leastTogether() {
        return turns.leastRatio(ONE, TOGETHER) / iterations;
    }

    /**
     * Of shares apart.
     *
     * @return ratio of medians
     */
    public double medianApart() {
        return turns.medianRatio(ONE, APART) / iterations;
    }

    /**
     * Of shares apart.
     *
     * @return ratio of least times
     */
    public double leastApart() {
        return turns.leastRatio(ONE, APART) / iterations;
    }
}
