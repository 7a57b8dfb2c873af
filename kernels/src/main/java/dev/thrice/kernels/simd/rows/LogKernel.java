package dev.thrice.kernels.simd.rows;

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

/**
 * The natural logarithm. x = 2^n (1 + f), 1 + f in [2/3, 4/3), subnormals scaled first; log x = n ln 2 + f - f^2 / 2 + f^3 P(f),
 * P of degree 7 by Remez' algorithm, relative error 5e-9.
 */
final class LogKernel {
    private static final float SUBNORMAL_SCALE = 0x1p23f;
    private static final int SUBNORMAL_EXPONENT = 23;
    private static final int TWO_THIRDS_BITS = Float.floatToRawIntBits(0x1.555556p-1f);
    private static final int SIGNIFICAND_BITS = 23;
    static final float LN_2 = 0x1.62e43p-1f;

    static final float P9 = -0x1.07caf2p-3f;
    static final float P8 = 0x1.1e04f6p-3f;
    static final float P7 = -0x1.f32d9ap-4f;
    static final float P6 = 0x1.1eed4ep-3f;
    static final float P5 = -0x1.559cb4p-3f;
    static final float P4 = 0x1.99ce96p-3f;
    static final float P3 = -0x1.fffef8p-3f;
    static final float P2 = 0x1.55550ap-2f;

    private LogKernel() {}

    /** log x of one normal number, as the vectors have it; NaN for a NaN. */
    static float ofNormal(float x) {
        int bits = Float.floatToRawIntBits(x);
        int n = (bits - TWO_THIRDS_BITS) >> SIGNIFICAND_BITS;
        float f = Float.intBitsToFloat(bits - (n << SIGNIFICAND_BITS)) - 1f;
        float p = Math.fma(P9, f, P8);
        p = Math.fma(p, f, P7);
        p = Math.fma(p, f, P6);
        p = Math.fma(p, f, P5);
        p = Math.fma(p, f, P4);
        p = Math.fma(p, f, P3);
        p = Math.fma(p, f, P2);
        p = Math.fma(p, f, -.5f);
        p = Math.fma(p, f * f, f);
        return Float.isNaN(x) ? x : Math.fma((float) n, LN_2, p);
    }

    /** y = log x: -infinity for a zero, NaN for x below. */
    static void row(int columns, long from, long to) {
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
            VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
            IntVector bits = x.blend(x.mul(SUBNORMAL_SCALE), tiny).reinterpretAsInts();
            IntVector n = bits.sub(TWO_THIRDS_BITS).lanewise(VectorOperators.ASHR, SIGNIFICAND_BITS);
            FloatVector f = bits.sub(n.lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS))
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector exponent = n.add(ROUNDING_BITS).reinterpretAsFloats().sub(ROUNDING);
            FloatVector p = FloatVector.broadcast(SPECIES, P9)
                    .fma(f, FloatVector.broadcast(SPECIES, P8))
                    .fma(f, FloatVector.broadcast(SPECIES, P7))
                    .fma(f, FloatVector.broadcast(SPECIES, P6))
                    .fma(f, FloatVector.broadcast(SPECIES, P5))
                    .fma(f, FloatVector.broadcast(SPECIES, P4))
                    .fma(f, FloatVector.broadcast(SPECIES, P3))
                    .fma(f, FloatVector.broadcast(SPECIES, P2))
                    .fma(f, FloatVector.broadcast(SPECIES, -.5f))
                    .fma(f.mul(f), f);
            FloatVector unscaled = exponent.sub(SUBNORMAL_EXPONENT);
            FloatVector finite = exponent.blend(unscaled, tiny).fma(FloatVector.broadcast(SPECIES, LN_2), p);
            FloatVector y = finite.blend(
                            x,
                            x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY)
                                    .not())
                    .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                    .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
            if (live == LANES) {
                y.intoMemorySegment(MEMORY, to + at, ORDER);
            } else {
                y.intoMemorySegment(MEMORY, to + at, ORDER, mask);
            }
        }
    }
}
