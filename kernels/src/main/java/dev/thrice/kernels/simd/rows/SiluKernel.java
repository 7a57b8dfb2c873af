package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.approximation.Exponential.BIAS;
import static dev.thrice.kernels.approximation.Exponential.C3;
import static dev.thrice.kernels.approximation.Exponential.C4;
import static dev.thrice.kernels.approximation.Exponential.C5;
import static dev.thrice.kernels.approximation.Exponential.C6;
import static dev.thrice.kernels.approximation.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.approximation.Exponential.LN_2_LOW;
import static dev.thrice.kernels.approximation.Exponential.LOG2_E;
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

/** x / (1 + e^-x), as max(x, 0) - |x| e^-|x| / (1 + e^-|x|), and its derivative. */
final class SiluKernel {
    /** x e^-x is 0 in float32 from here on up, and its exponent within two factors. */
    private static final float NOTHING_FROM = 110f;

    private SiluKernel() {}

    /** y = x / (1 + e^-x). */
    static void row(int columns, long from, long to) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), from, to);
        if (whole < columns) {
            vectors(columns - whole, BYTES, from + bytes(whole), to + bytes(whole));
        }
    }

    /** out = v s (1 + x (1 - s)), s = 1 / (1 + e^-x). */
    static void derivativeRow(int columns, long v, long from, long out) {
        int whole = whole(columns);
        derivatives(LANES, bytes(whole), v, from, out);
        if (whole < columns) {
            derivatives(columns - whole, BYTES, v + bytes(whole), from + bytes(whole), out + bytes(whole));
        }
    }

    private static void vectors(int live, long end, long from, long to) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER, mask);
            FloatVector a = x.abs();
            a = a.blend(NOTHING_FROM, a.compare(VectorOperators.GT, NOTHING_FROM));
            FloatVector z = a.neg();
            FloatVector shifted =
                    z.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, -LN_2_LOW), n.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), z));
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
            FloatVector exponential = q.add(1f).mul(scale);
            FloatVector below = a.mul(exponential)
                    .div(exponential.fma(rest, FloatVector.broadcast(SPECIES, 1f)))
                    .mul(rest);
            FloatVector above = x.blend(-0f, x.compare(VectorOperators.LT, 0f));
            FloatVector y = above.sub(below);
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
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER, mask);
            FloatVector factor = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector a = x.abs();
            a = a.blend(NOTHING_FROM, a.compare(VectorOperators.GT, NOTHING_FROM));
            FloatVector z = a.neg();
            FloatVector shifted =
                    z.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, -LN_2_LOW), n.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), z));
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
            FloatVector sum = exponential.add(1f);
            FloatVector below = exponential.mul(sum.sub(a)).div(sum.mul(sum));
            FloatVector above = FloatVector.broadcast(SPECIES, 1f).sub(below);
            FloatVector derivative = above.blend(below, x.compare(VectorOperators.LT, 0f));
            FloatVector result = factor.mul(derivative);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, out + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, out + at, ORDER, mask);
            }
        }
    }
}
