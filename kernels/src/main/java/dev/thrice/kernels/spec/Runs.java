package dev.thrice.kernels.spec;

import java.util.Arrays;

/**
 * Which runs of floats of one tensor belong to which of another, as the patches of an image do (im2col), or the places of a pooling window
 * to its mean. Copied they are a gather; added up, with source and target {@linkplain #reversed exchanged}, they are its adjoint.
 *
 * <p>Positions are floats from element (0, 0) on, as the tensor lies in memory, padding of rows included.
 */
public final class Runs {
    private static final int FIELDS = 3;
    private static final int LENGTH = 2;

    private final int[] table; // of each run: from, to, length
    private final int[] ends; // of runs as long as this
    private final long source;
    private final long target;

    private Runs(int[] table) {
        this.table = table;
        ends = new int[count()];
        for (int run = ends.length - 1; run >= 0; run--) {
            boolean last = run == ends.length - 1 || length(run + 1) != length(run);
            ends[run] = last ? run + 1 : ends[run + 1];
        }
        long sourceEnd = 0;
        long targetEnd = 0;
        for (int at = 0; at < table.length; at += FIELDS) {
            sourceEnd = Math.max(sourceEnd, (long) table[at] + table[at + LENGTH]);
            targetEnd = Math.max(targetEnd, (long) table[at + 1] + table[at + LENGTH]);
        }
        source = sourceEnd;
        target = targetEnd;
    }

    /** Runs, one after the other. */
    public static final class Builder {
        private int[] table = new int[FIELDS * 64];
        private int end;

        /** No run yet. */
        public Builder() {}

        /**
         * Adds a run. One that goes on where the last one ended, on both sides, becomes a part of it.
         *
         * @param from its position in the source, at least 0
         * @param to its position in the target, at least 0
         * @param length floats, at least 0; of 0 there is nothing to add
         * @return this
         * @throws IllegalArgumentException if a number is negative
         */
        public Builder add(int from, int to, int length) {
            if (from < 0 || to < 0 || length < 0) {
                throw new IllegalArgumentException(
                        "run: from " + from + " to " + to + ", length " + length + ", expected no negative number");
            }
            if (length == 0) {
                return this;
            }
            if (goesOn(from, to)) {
                table[end - FIELDS + LENGTH] += length;
                return this;
            }
            if (end == table.length) {
                table = Arrays.copyOf(table, 2 * end);
            }
            table[end] = from;
            table[end + 1] = to;
            table[end + LENGTH] = length;
            end += FIELDS;
            return this;
        }

        private boolean goesOn(int from, int to) {
            if (end == 0) {
                return false;
            }
            int last = end - FIELDS;
            int length = table[last + LENGTH];
            return table[last] + length == from && table[last + 1] + length == to;
        }

        /**
         * What was added.
         *
         * @return the runs, in this order
         */
        public Runs build() {
            return new Runs(Arrays.copyOf(table, end));
        }
    }

    /**
     * The other way.
     *
     * @return the same runs from what was the target to what was the source, in the same order
     */
    public Runs reversed() {
        int[] other = table.clone();
        for (int at = 0; at < other.length; at += FIELDS) {
            other[at] = table[at + 1];
            other[at + 1] = table[at];
        }
        return new Runs(other);
    }

    /**
     * How many there are.
     *
     * @return runs
     */
    public int count() {
        return table.length / FIELDS;
    }

    /**
     * Where a run begins in the source.
     *
     * @param run its number, from 0
     * @return floats from the first
     */
    public int from(int run) {
        return table[FIELDS * run];
    }

    /**
     * Where a run begins in the target.
     *
     * @param run its number, from 0
     * @return floats from the first
     */
    public int to(int run) {
        return table[FIELDS * run + 1];
    }

    /**
     * How long a run is.
     *
     * @param run its number, from 0
     * @return floats, at least 1
     */
    public int length(int run) {
        return table[FIELDS * run + LENGTH];
    }

    /**
     * Where the runs end that are as long as one, and follow it.
     *
     * @param run its number, from 0
     * @return number of the next run of another length; {@link #count} if there is none
     */
    public int endOfLength(int run) {
        return ends[run];
    }

    /**
     * The end of the last float that is read.
     *
     * @return floats that the source has at least
     */
    public long sourceExtent() {
        return source;
    }

    /**
     * The end of the last float that is written.
     *
     * @return floats that the target has at least
     */
    public long targetExtent() {
        return target;
    }

    @Override
    public String toString() {
        return count() + " runs of " + source + " floats to " + target;
    }
}
