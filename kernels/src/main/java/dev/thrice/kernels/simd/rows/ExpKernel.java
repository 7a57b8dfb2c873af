package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.approximation.Exponential.BIAS;
import static dev.thrice.kernels.approximation.Exponential.C3;
import static dev.thrice.kernels.approximation.Exponential.C4;
import static dev.thrice.kernels.approximation.Exponential.C5;
import static dev.thrice.kernels.approximation.Exponential.C6;
import static dev.thrice.kernels.approximation.Exponential.HIGHEST;
import static dev.thrice.kernels.approximation.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.approximation.Exponential.LN_2_LOW;
import static dev.thrice.kernels.approximation.Exponential.LOG2_E;
import static dev.thrice.kernels.approximation.Exponential.LOWEST;
import static dev.thrice.kernels.approximation.Exponential.ROUNDING;
import static dev.thrice.kernels.approximation.Exponential.ROUNDING_BITS;
import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.simd.Simd;
import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** e^x, and what is linear in it. */
final class ExpKernel {
    private static final long ZEROS =
            Arena.global().allocate(Simd.BYTES, Simd.BYTES).address();

    private ExpKernel() {}

    /** y = factor e^x. */
    static void matrix(int rows, int columns, float factor, long x, int ldx, long y, int ldy) {
        int whole = whole(columns);
        for (int i = 0; i < rows && whole > 0; i++) {
            vectors(LANES, whole / LANES, factor, at(x, ldx, i, 0), BYTES, ZEROS, 0, at(y, ldy, i, 0), BYTES);
        }
        if (whole < columns) {
            long tailX = x + bytes(whole);
            vectors(columns - whole, rows, factor, tailX, bytes(ldx), ZEROS, 0, y + bytes(whole), bytes(ldy));
        }
    }

    /** out = v + factor e^x. */
    static void addRow(int columns, float factor, long x, long v, long out) {
        int whole = whole(columns);
        vectors(LANES, whole / LANES, factor, x, BYTES, v, BYTES, out, BYTES);
        if (whole < columns) {
            long at = bytes(whole);
            vectors(columns - whole, 1, factor, x + at, 0, v + at, 0, out + at, 0);
        }
    }

    /** out = v + factor e^x for some vectors, with the bytes from each to the next: along a row, or down its tails. */
    private static void vectors(
            int live, int count, float factor, long from, long stepX, long v, long stepV, long to, long stepOut) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (int i = 0; i < count; i++) {
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER, mask);
            FloatVector start = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + i * stepV, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + i * stepV, ORDER, mask);
            FloatVector bounded = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
            bounded = bounded.blend(HIGHEST, bounded.compare(VectorOperators.GT, HIGHEST));
            FloatVector shifted =
                    bounded.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, -LN_2_LOW),
                    n.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), bounded));
            FloatVector q = FloatVector.broadcast(SPECIES, C6)
                    .fma(r, FloatVector.broadcast(SPECIES, C5))
                    .fma(r, FloatVector.broadcast(SPECIES, C4))
                    .fma(r, FloatVector.broadcast(SPECIES, C3))
                    .fma(r, FloatVector.broadcast(SPECIES, .5f))
                    .fma(r.mul(r), r);
            IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDING_BITS);
            IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
            FloatVector scale =
                    half.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector rest = exponent.sub(half)
                    .add(BIAS)
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats();
            FloatVector exponential = q.add(1f).mul(scale).mul(rest);
            FloatVector result = FloatVector.broadcast(SPECIES, factor).fma(exponential, start);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, to + i * stepOut, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, to + i * stepOut, ORDER, mask);
            }
        }
    }
}
