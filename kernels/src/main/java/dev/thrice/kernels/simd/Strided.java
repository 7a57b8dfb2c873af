package dev.thrice.kernels.simd;

import dev.thrice.kernels.Transpose;

/**
 * Where an operand's elements lie as op() has it.
 *
 * @param row bytes from one row to the next
 * @param column bytes from one column to the next
 */
record Strided(long row, long column) {
    static Strided of(Transpose transpose, int ld) {
        long stride = Simd.bytes(ld);
        return transpose == Transpose.NO ? new Strided(stride, Float.BYTES) : new Strided(Float.BYTES, stride);
    }
}
