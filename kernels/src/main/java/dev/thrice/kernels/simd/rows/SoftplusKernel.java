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
import static dev.thrice.kernels.simd.rows.LogKernel.LN_2;
import static dev.thrice.kernels.simd.rows.LogKernel.P2;
import static dev.thrice.kernels.simd.rows.LogKernel.P3;
import static dev.thrice.kernels.simd.rows.LogKernel.P4;
import static dev.thrice.kernels.simd.rows.LogKernel.P5;
import static dev.thrice.kernels.simd.rows.LogKernel.P6;
import static dev.thrice.kernels.simd.rows.LogKernel.P7;
import static dev.thrice.kernels.simd.rows.LogKernel.P8;
import static dev.thrice.kernels.simd.rows.LogKernel.P9;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** log(1 + e^x), as max(x, 0) + log(1 + e^-|x|), and its derivative from the output, 1 - e^-y. */
final class SoftplusKernel {
    /** The polynomial of the logarithm reaches from 2/3 to 4/3. */
    private static final float THIRD = 1 / 3f;

    /** 1 - e^-y is 1 in float32 from here on up, and 2^n of e^-y not yet subnormal. */
    private static final float ONE_FROM = 87f;

    private SoftplusKernel() {}

    /** y = log(1 + e^x). */
    static void row(int columns, long from, long to) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), from, to);
        if (whole < columns) {
            vectors(columns - whole, BYTES, from + bytes(whole), to + bytes(whole));
        }
    }

    /** out = v (1 - e^-y). */
    static void derivativeRow(int columns, long v, long y, long out) {
        int whole = whole(columns);
        derivatives(LANES, bytes(whole), v, y, out);
        if (whole < columns) {
            derivatives(columns - whole, BYTES, v + bytes(whole), y + bytes(whole), out + bytes(whole));
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
            VectorMask<Float> large = exponential.compare(VectorOperators.GT, THIRD);
            FloatVector halved =
                    exponential.fma(FloatVector.broadcast(SPECIES, .5f), FloatVector.broadcast(SPECIES, -.5f));
            FloatVector f = exponential.blend(halved, large);
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
            FloatVector logarithm = p.blend(p.add(LN_2), large);
            FloatVector above = x.blend(0f, x.compare(VectorOperators.LT, 0f));
            FloatVector y = above.add(logarithm);
            if (live == LANES) {
                y.intoMemorySegment(MEMORY, to + at, ORDER);
            } else {
                y.intoMemorySegment(MEMORY, to + at, ORDER, mask);
            }
        }
    }

    private static void derivatives(int live, long end, long v, long from, long out) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector y = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER, mask);
            FloatVector factor = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector z = y.neg();
            FloatVector bounded = z.blend(-ONE_FROM, z.compare(VectorOperators.LT, -ONE_FROM));
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
            FloatVector power = shifted.reinterpretAsInts()
                    .add(BIAS - ROUNDING_BITS)
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats();
            FloatVector rest = FloatVector.broadcast(SPECIES, 1f).sub(power);
            FloatVector derivative = q.fma(power.neg(), rest);
            FloatVector result = factor.mul(derivative);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, out + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, out + at, ORDER, mask);
            }
        }
    }
}
