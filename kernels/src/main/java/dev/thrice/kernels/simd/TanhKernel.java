package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Exponential.C3;
import static dev.thrice.kernels.simd.Exponential.C4;
import static dev.thrice.kernels.simd.Exponential.C5;
import static dev.thrice.kernels.simd.Exponential.C6;
import static dev.thrice.kernels.simd.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.simd.Exponential.ROUNDING;
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

/**
 * tanh of a row, to 1.24 ulp over every float.
 *
 * <p>With y = |x|: below 0.6 an odd polynomial, y + y^3 P(y^2) (relative error 2.6e-9, at most 0.75 ulp with rounding); from there
 * on 1 - 2 / (e^(2y) + 1), where what is subtracted is below a half and brings less than its own error with it. e^(2y) = 2^k (1 + q), q = expm1(r),
 * r = 2y - k ln 2 in one step, since where k is large the quotient is small. Polynomials by Remez' algorithm, that of expm1 from {@link Exponential}. Above 9.02
 * tanh is 1 in float32. The sign goes back on at the end, which makes tanh odd to the bit, zeros included; NaN passes through.
 */
final class TanhKernel {
    private static final float SMALL = .6f;
    private static final float ONE_FROM = 9.02f;
    private static final float TWO_LOG2_E = 0x1.715476p1f;
    private static final int EXPONENT_OF_ONE = Float.floatToRawIntBits(1f);

    private TanhKernel() {}

    /** y = tanh(x), elements as floats at addresses. The last vector's dead lanes are neither read nor written. */
    static void row(int columns, long x, long y) {
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
            FloatVector p = FloatVector.broadcast(SPECIES, -0x1.830c04p-8f)
                    .fma(u, FloatVector.broadcast(SPECIES, 0x1.54e01ap-6f))
                    .fma(u, FloatVector.broadcast(SPECIES, -0x1.b89edap-5f))
                    .fma(u, FloatVector.broadcast(SPECIES, 0x1.1109dcp-3f))
                    .fma(u, FloatVector.broadcast(SPECIES, -0x1.55553ep-2f));
            FloatVector small = y.mul(u).fma(p, y);
            FloatVector clamped = y.blend(ONE_FROM, y.compare(VectorOperators.GT, ONE_FROM));
            FloatVector shifted =
                    clamped.fma(FloatVector.broadcast(SPECIES, TWO_LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector k = shifted.sub(ROUNDING);
            FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), clamped.add(clamped));
            FloatVector q = FloatVector.broadcast(SPECIES, C6)
                    .fma(r, FloatVector.broadcast(SPECIES, C5))
                    .fma(r, FloatVector.broadcast(SPECIES, C4))
                    .fma(r, FloatVector.broadcast(SPECIES, C3))
                    .fma(r, FloatVector.broadcast(SPECIES, .5f))
                    .fma(r.mul(r), r);
            IntVector exponent = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(EXPONENT_OF_ONE);
            FloatVector power = exponent.reinterpretAsFloats();
            FloatVector quotient = FloatVector.broadcast(SPECIES, 2f).div(power.fma(q, power.add(1f)));
            FloatVector big = FloatVector.broadcast(SPECIES, 1f).sub(quotient);
            FloatVector result = big.blend(small, y.compare(VectorOperators.LT, SMALL));
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
