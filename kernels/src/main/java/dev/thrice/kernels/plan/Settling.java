package dev.thrice.kernels.plan;

import dev.thrice.kernels.probe.Block;

/** Runs something until its time settles, which is when it has been compiled. */
public final class Settling {
    private static final long BLOCK_NANOS = 200_000;
    private static final int DOUBLINGS = 4;
    private static final double SETTLED = .97;

    private final Runnable body;
    private int runs = 1;

    public Settling(Runnable body) {
        this.body = body;
    }

    /**
     * Runs until twice in a row the time was doubled and the best block became hardly better: what is compiled is compiled slowly.
     *
     * @param nanos to begin with
     */
    public void settle(long nanos) {
        double before = Double.MAX_VALUE;
        int settled = 0;
        for (int i = 0; i <= DOUBLINGS && settled < 2; i++) {
            double best = bestFor(nanos << i);
            settled = best > before * SETTLED ? settled + 1 : 0;
            before = Math.min(before, best);
        }
    }

    /** Runs blocks for a while, at least one. */
    private double bestFor(long nanos) {
        double best = Double.MAX_VALUE;
        long start = System.nanoTime();
        do {
            double time = block();
            best = Math.min(best, time);
            runs = Block.fitting(BLOCK_NANOS, time, runs);
        } while (System.nanoTime() - start < nanos);
        return best;
    }

    /** Nanoseconds of one run, over a block of them. */
    double block() {
        return (double) Block.nanos(body, runs) / runs;
    }
}
