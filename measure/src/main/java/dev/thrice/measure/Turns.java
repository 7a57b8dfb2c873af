package dev.thrice.measure;

import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.probe.Block;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Times of several things that are done by turns, so that all have the same minutes of a machine whose speed changes. A round
 * counts if before and after each thing each worker had a core to itself, near the others' ({@link Cores}), whatever came out of it; all
 * count if there is no such round however long one waits. {@link InterleavedTiming} sizes blocks of short runs, keeps
 * every round and leaves it to statistics which ones count.
 */
public final class Turns implements AutoCloseable {
    private static final int CAPACITY = 100_000;

    /** Rounds of an iteration that are to count. */
    private static final int ENOUGH = 10;

    /** The longest to go on for them, in all. */
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final Cores cores;
    private final Runnable[] sides;
    private final long[][] nanos;
    private final Cores.Look[] looks;
    private int taken;
    private long patience = PATIENCE;

    /**
     * Of some things.
     *
     * @param team computes such products as its kernels do, and sleeps when none of the sides runs
     * @param kernels of the products by which {@link Cores} tell
     * @param sides what is done by turns
     */
    public Turns(WorkerTeam team, Kernels kernels, Runnable... sides) {
        cores = new Cores(team, kernels);
        this.sides = sides.clone();
        nanos = new long[sides.length][CAPACITY];
        looks = new Cores.Look[CAPACITY];
    }

    /**
     * How many there are.
     *
     * @return the number of things
     */
    public int sides() {
        return sides.length;
    }

    /** Forgets all times. */
    public void begin() {
        taken = 0;
        cores.begin();
    }

    /** Does each thing once more; another one is first every time. */
    public void take() {
        Cores.Look worst = cores.await();
        for (int i = 0; i < sides.length; i++) {
            int side = (taken + i) % sides.length;
            nanos[side][taken] = Block.nanos(sides[side], 1);
            worst = worst.worse(cores.look());
        }
        looks[taken] = worst;
        taken = Math.min(taken + 1, CAPACITY - 1);
    }

    /** Takes more until enough count, or patience is at its end. */
    public void complete() {
        while (patience > 0 && counted() < ENOUGH) {
            long start = System.nanoTime();
            take();
            patience -= System.nanoTime() - start;
        }
    }

    /**
     * The rounds that count.
     *
     * @return the share of those in which each worker had a core to itself, in %
     */
    public double percentOwn() {
        return 100.0 * counted() / taken;
    }

    /**
     * One thing's times over others'.
     *
     * @param side the one
     * @param bases the others
     * @return its median over that of the others together
     */
    public double medianRatio(int side, int... bases) {
        return ratio(side, bases, true);
    }

    /**
     * One thing's times over others'.
     *
     * @param side the one
     * @param bases the others
     * @return its least over that of the others together
     */
    public double leastRatio(int side, int... bases) {
        return ratio(side, bases, false);
    }

    @Override
    public void close() {
        cores.close();
    }

    private double ratio(int side, int[] bases, boolean median) {
        double base = 0;
        for (int one : bases) {
            base += ranked(one, median);
        }
        return ranked(side, median) / base;
    }

    private double ranked(int side, boolean median) {
        int count = counted();
        boolean all = count == 0;
        long[] sorted = new long[all ? taken : count];
        int next = 0;
        for (int i = 0; i < taken; i++) {
            if (all || cores.own(looks[i])) {
                sorted[next++] = nanos[side][i];
            }
        }
        Arrays.sort(sorted);
        return sorted[median ? sorted.length / 2 : 0];
    }

    private int counted() {
        int count = 0;
        for (int i = 0; i < taken; i++) {
            count += cores.own(looks[i]) ? 1 : 0;
        }
        return count;
    }
}
