package dev.thrice.engine.execution;

import dev.thrice.kernels.TensorArena;

/** What one worker counts, in rows; in memory of its own, since neighbours in a cache line would slow each other down. */
final class Tally {
    /** In longs: two cache lines, since the prefetch of an adjacent line counts as sharing. */
    private static final int PADDING = 2 * TensorArena.ALIGNMENT / Long.BYTES;

    private static final int FORWARDS = PADDING;
    private static final int WASTED_FORWARDS = PADDING + 1;
    private static final int INPUT_VJPS = PADDING + 2;
    private static final int WASTED_INPUT_VJPS = PADDING + 3;
    private static final int PARAMETER_VJPS = PADDING + 4;

    private final long[] counts = new long[PARAMETER_VJPS + 1 + PADDING];

    void forward(int rows, boolean useful) {
        counts[FORWARDS] += rows;
        counts[WASTED_FORWARDS] += useful ? 0 : rows;
    }

    void inputVjp(int rows, boolean useful) {
        counts[INPUT_VJPS] += rows;
        counts[WASTED_INPUT_VJPS] += useful ? 0 : rows;
    }

    void parameterVjp(int rows) {
        counts[PARAMETER_VJPS] += rows;
    }

    /** All workers together, in whole batches. */
    static Counts total(Worker[] workers, int batch) {
        long[] sum = new long[PARAMETER_VJPS + 1];
        for (Worker worker : workers) {
            for (int i = PADDING; i < sum.length; i++) {
                sum[i] += worker.tally().counts[i];
            }
        }
        return new Counts(
                sum[FORWARDS] / batch,
                sum[WASTED_FORWARDS] / batch,
                sum[INPUT_VJPS] / batch,
                sum[WASTED_INPUT_VJPS] / batch,
                sum[PARAMETER_VJPS] / batch);
    }
}
