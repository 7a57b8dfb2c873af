package dev.thrice.kernels.simd.gemm;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.spec.Transpose;

/**
 * Where an operand's elements lie as op() has it.
 *
 * @param row bytes from one row to the next
 * @param column bytes from one column to the next
 */
record Strided(long row, long column) {
    /** Sets of a first-level cache of 4 KB a way, as most are, and the ways of a large one. */
    private static final int SETS = 64;

    private static final int WAYS = 12;

    static Strided of(Transpose transpose, int ld) {
        long stride = Simd.bytes(ld);
        return transpose == Transpose.NO ? new Strided(stride, Float.BYTES) : new Strided(Float.BYTES, stride);
    }

    /**
     * Whether so many columns begin in lines that crowd a few sets of the first-level cache, as they do where they are a multiple of a page
     * apart: it then does not keep the lines from one tile to the next.
     */
    boolean collides(int columns) {
        int[] lines = new int[SETS];
        for (int p = 0; p < columns; p++) {
            if (++lines[(int) (p * column / CacheLine.BYTES % SETS)] > WAYS) {
                return true;
            }
        }
        return false;
    }
}
