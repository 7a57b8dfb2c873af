package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.approximation.Exponential.BIAS;
import static dev.thrice.kernels.approximation.Exponential.C3;
import static dev.thrice.kernels.approximation.Exponential.C4;
import static dev.thrice.kernels.approximation.Exponential.C5;
import static dev.thrice.kernels.approximation.Exponential.C6;
import static dev.thrice.kernels.approximation.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.approximation.Exponential.LN_2_LOW;
import static dev.thrice.kernels.approximation.Exponential.LOG2_E;
import static dev.thrice.kernels.approximation.Exponential.LOWEST;
import static dev.thrice.kernels.approximation.Exponential.ROUNDING;
import static dev.thrice.kernels.approximation.Exponential.ROUNDING_BITS;
import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** 1 / (1 + e^-x), as e^-|x| / (1 + e^-|x|) for negative x. */
public final class SigmoidKernel {
    private SigmoidKernel() {}

    /** y = 1 / (1 + e^-x). */
    public static void row(int columns, long from, long to) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), from, to);
        if (whole < columns) {
            vectors(columns - whole, BYTES, from + bytes(whole), to + bytes(whole));
        }
    }

    private static void vectors(int live, long end, long from, long to) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER, mask);
            FloatVector z = x.abs().neg();
            FloatVector bounded = z.blend(LOWEST, z.compare(VectorOperators.LT, LOWEST));
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
            FloatVector numerator =
                    FloatVector.broadcast(SPECIES, 1f).blend(exponential, x.compare(VectorOperators.LT, 0f));
            FloatVector y = numerator.div(exponential.add(1f));
            if (live == LANES) {
                y.intoMemorySegment(MEMORY, to + at, ORDER);
            } else {
                y.intoMemorySegment(MEMORY, to + at, ORDER, mask);
            }
        }
    }
}
