package dev.thrice.kernels.probe;

/** Runs of a body in a row, timed together, as many as the clock needs to tell their time. */
public final class Block {
    private Block() {}

    /**
     * Times a block. The body runs once before: what others left in the caches is not its own, and workers that fell asleep while these ran
     * are to be awake.
     *
     * @param body one run
     * @param runs that are timed, at least 1
     * @return ns of all of them
     */
    public static long nanos(Runnable body, int runs) {
        body.run();
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            body.run();
        }
        return System.nanoTime() - start;
    }

    /**
     * How many runs fill a block. While a body is being compiled it is asked again after each block, and at most doubles the number: the last
     * block's time may have been an interpreter's.
     *
     * @param length ns that a block is to take
     * @param nanos of a run in the last block
     * @param runs of the last block
     * @return at least 1
     */
    public static int fitting(double length, double nanos, int runs) {
        return (int) Math.max(1, Math.min(length / nanos, 2.0 * runs));
    }
}
