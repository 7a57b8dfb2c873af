package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Exponential.BIAS;
import static dev.thrice.kernels.simd.Exponential.C3;
import static dev.thrice.kernels.simd.Exponential.C4;
import static dev.thrice.kernels.simd.Exponential.C5;
import static dev.thrice.kernels.simd.Exponential.C6;
import static dev.thrice.kernels.simd.Exponential.HIGHEST;
import static dev.thrice.kernels.simd.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.simd.Exponential.LN_2_LOW;
import static dev.thrice.kernels.simd.Exponential.LOG2_E;
import static dev.thrice.kernels.simd.Exponential.LOWEST;
import static dev.thrice.kernels.simd.Exponential.ROUNDING;
import static dev.thrice.kernels.simd.Exponential.ROUNDING_BITS;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

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

    /** y = e^x. */
    static void row(int columns, long x, long y) {
        scaledRow(columns, 1f, x, y);
    }

    /** y = factor e^x. */
    static void scaledRow(int columns, float factor, long x, long y) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            vector(LANES, factor, x + bytes(j), ZEROS, y + bytes(j));
        }
        if (whole < columns) {
            vector(columns - whole, factor, x + bytes(whole), ZEROS, y + bytes(whole));
        }
    }

    /** out = v + factor e^x. */
    static void addScaledRow(int columns, float factor, long x, long v, long out) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            vector(LANES, factor, x + bytes(j), v + bytes(j), out + bytes(j));
        }
        if (whole < columns) {
            vector(columns - whole, factor, x + bytes(whole), v + bytes(whole), out + bytes(whole));
        }
    }

    private static void vector(int live, float factor, long from, long v, long to) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector x = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER, mask);
        FloatVector start = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v, ORDER)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, v, ORDER, mask);
        FloatVector bounded = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
        bounded = bounded.blend(HIGHEST, bounded.compare(VectorOperators.GT, HIGHEST));
        FloatVector shifted =
                bounded.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
        FloatVector n = shifted.sub(ROUNDING);
        FloatVector r = n.fma(
                FloatVector.broadcast(SPECIES, -LN_2_LOW), n.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), bounded));
        FloatVector q = FloatVector.broadcast(SPECIES, C6)
                .fma(r, FloatVector.broadcast(SPECIES, C5))
                .fma(r, FloatVector.broadcast(SPECIES, C4))
                .fma(r, FloatVector.broadcast(SPECIES, C3))
                .fma(r, FloatVector.broadcast(SPECIES, .5f))
                .fma(r.mul(r), r);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDING_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale = half.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector rest =
                exponent.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector exponential = q.add(1f).mul(scale).mul(rest);
        FloatVector result = FloatVector.broadcast(SPECIES, factor).fma(exponential, start);
        if (live == LANES) {
            result.intoMemorySegment(MEMORY, to, ORDER);
        } else {
            result.intoMemorySegment(MEMORY, to, ORDER, mask);
        }
    }
}
