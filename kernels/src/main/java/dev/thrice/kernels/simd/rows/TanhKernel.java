package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.approximation.Exponential.ROUNDING;
import static dev.thrice.kernels.approximation.TanhApproximation.E2;
import static dev.thrice.kernels.approximation.TanhApproximation.E3;
import static dev.thrice.kernels.approximation.TanhApproximation.E4;
import static dev.thrice.kernels.approximation.TanhApproximation.E5;
import static dev.thrice.kernels.approximation.TanhApproximation.HALF_LN_2;
import static dev.thrice.kernels.approximation.TanhApproximation.ONE_FROM_BITS;
import static dev.thrice.kernels.approximation.TanhApproximation.P11;
import static dev.thrice.kernels.approximation.TanhApproximation.P3;
import static dev.thrice.kernels.approximation.TanhApproximation.P5;
import static dev.thrice.kernels.approximation.TanhApproximation.P7;
import static dev.thrice.kernels.approximation.TanhApproximation.P9;
import static dev.thrice.kernels.approximation.TanhApproximation.SMALL;
import static dev.thrice.kernels.approximation.TanhApproximation.TWO_LOG2_E;
import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.approximation.TanhApproximation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** tanh of a row, as {@link TanhApproximation} has it. */
public final class TanhKernel {
    private TanhKernel() {}

    /** y = tanh(x), elements as floats at addresses. The last vector's dead lanes are neither read nor written. */
    public static void row(int columns, long x, long y) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), x, y);
        if (whole < columns) {
            vectors(columns - whole, BYTES, x + bytes(whole), y + bytes(whole));
        }
    }

    private static void vectors(int live, long end, long from, long to) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER, mask);
            FloatVector y = x.abs();
            FloatVector u = x.mul(x);
            FloatVector p = FloatVector.broadcast(SPECIES, P11)
                    .fma(u, FloatVector.broadcast(SPECIES, P9))
                    .fma(u, FloatVector.broadcast(SPECIES, P7))
                    .fma(u, FloatVector.broadcast(SPECIES, P5))
                    .fma(u, FloatVector.broadcast(SPECIES, P3));
            FloatVector small = y.mul(u).fma(p, y);
            FloatVector bounded = y.reinterpretAsInts().min(ONE_FROM_BITS).reinterpretAsFloats();
            FloatVector shifted =
                    bounded.fma(FloatVector.broadcast(SPECIES, TWO_LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector k = shifted.sub(ROUNDING);
            FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -HALF_LN_2), bounded);
            FloatVector power = FloatVector.broadcast(SPECIES, E5)
                    .fma(r, FloatVector.broadcast(SPECIES, E4))
                    .fma(r, FloatVector.broadcast(SPECIES, E3))
                    .fma(r, FloatVector.broadcast(SPECIES, E2))
                    .fma(r, FloatVector.broadcast(SPECIES, 2f))
                    .fma(r, FloatVector.broadcast(SPECIES, 1f));
            IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            FloatVector exponential = power.reinterpretAsInts().add(exponent).reinterpretAsFloats();
            FloatVector quotient = FloatVector.broadcast(SPECIES, 2f).div(exponential.add(1f));
            FloatVector big = FloatVector.broadcast(SPECIES, 1f).sub(quotient);
            FloatVector result = small.blend(big, y.compare(VectorOperators.GE, SMALL));
            IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
            FloatVector signed = result.reinterpretAsInts().or(sign).reinterpretAsFloats();
            if (live == LANES) {
                signed.intoMemorySegment(MEMORY, to + at, ORDER);
            } else {
                signed.intoMemorySegment(MEMORY, to + at, ORDER, mask);
            }
        }
    }
}
