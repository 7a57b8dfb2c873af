package dev.thrice.jmh;

import java.util.Arrays;

/**
 * Times of several things that are done by turns, so that all have the same minutes of a machine whose speed changes. Each is done
 * once before it is timed: what the others left in the caches is not its own.
 */
final class Turns {
    private static final int CAPACITY = 100_000;

    private final Runnable[] sides;
    private final long[][] nanos;
    private int taken;

    Turns(Runnable... sides) {
        this.sides = sides.clone();
        nanos = new long[sides.length][CAPACITY];
    }

    /** Forgets all times. */
    void begin() {
        taken = 0;
    }

    /** Does each thing once more; another one is first every time. */
    void take() {
        for (int i = 0; i < sides.length; i++) {
            int side = (taken + i) % sides.length;
            sides[side].run();
            long start = System.nanoTime();
            sides[side].run();
            nanos[side][taken] = System.nanoTime() - start;
        }
        taken = Math.min(taken + 1, CAPACITY - 1);
    }

    /** The median of one side over another's. */
    double medianRatio(int side, int base) {
        return ratio(side, base, taken / 2);
    }

    /** The least of one side over another's. */
    double leastRatio(int side, int base) {
        return ratio(side, base, 0);
    }

    private double ratio(int side, int base, int rank) {
        return (double) ranked(side, rank) / ranked(base, rank);
    }

    private long ranked(int side, int rank) {
        long[] sorted = Arrays.copyOf(nanos[side], taken);
        Arrays.sort(sorted);
        return sorted[rank];
    }
}
