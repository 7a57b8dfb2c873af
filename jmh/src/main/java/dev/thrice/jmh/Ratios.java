package dev.thrice.jmh;

import dev.thrice.measure.Turns;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What secondary results made of {@link Turns} have in common: an iteration's ratios, each as its share of the mean. JMH reads no
 * inherited methods, so that each has them public itself.
 */
public abstract class Ratios {
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

    /** Goes on where a neighbour was on a core: JMH's mean takes an iteration whatever it is worth. */
    @TearDown(Level.Iteration)
    public void complete() {
        turns.complete();
    }

    final void take(Turns all) {
        if (turns == null) {
            turns = all;
            turns.begin();
        }
        turns.take();
    }

    final int sides() {
        return turns.sides();
    }

    final double ownCores() {
        return turns.percentOwn() / iterations;
    }

    final double median(int side, int... bases) {
        return turns.medianRatio(side, bases) / iterations;
    }

    final double least(int side, int... bases) {
        return turns.leastRatio(side, bases) / iterations;
    }
}
