package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;
import static dev.thrice.kernels.simd.rows.Exponential.ROUNDING;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * tanh of a row, to 1.39 ulp over every float.
 *
 * <p>With y = |x|: below 0.7 an odd polynomial, y + y^3 P(y^2) (relative error 1.5e-8, at most 0.87 ulp with rounding); from there
 * on 1 - 2 / (e^(2y) + 1), where what is subtracted is below 0.4 and brings as little of its own error with it. e^(2y) = 2^k e^(2r),
 * r = y - k ln 2 / 2 in one step, since where k is large the quotient is small; e^(2r) = 1 + 2 r + r^2 (E2 + .. + E5 r^3), of the least degree that the
 * error allows, since its chain is what the time goes into. Both by Lawson's algorithm, the second then by trying neighbours in float32 for the
 * smallest largest error of the result. Above 9.02 tanh is 1 in float32; compared as ints, which is one instruction, NaN goes there too, but it
 * comes from the polynomial in the end. The sign goes back on last, which makes tanh odd to the bit, zeros included.
 */
public final class TanhKernel {
    private static final float SMALL = .7f;
    private static final int ONE_FROM_BITS = Float.floatToRawIntBits(9.02f);
    private static final float TWO_LOG2_E = 0x1.715476p1f;
    private static final float HALF_LN_2 = 0x1.62e43p-2f;

    private static final float P11 = -0x1.50c46ap-8f;
    private static final float P9 = 0x1.492fd2p-6f;
    private static final float P7 = -0x1.b6c112p-5f;
    private static final float P5 = 0x1.10faeep-3f;
    private static final float P3 = -0x1.5554f6p-2f;

    private static final float E5 = 0x1.10dedcp-2f;
    private static final float E4 = 0x1.573578p-1f;
    private static final float E3 = 0x1.5556c8p0f;
    private static final float E2 = 0x1.fffdd4p0f;

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
