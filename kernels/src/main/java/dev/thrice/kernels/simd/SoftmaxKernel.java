package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Exponential.BIAS;
import static dev.thrice.kernels.simd.Exponential.C3;
import static dev.thrice.kernels.simd.Exponential.C4;
import static dev.thrice.kernels.simd.Exponential.C5;
import static dev.thrice.kernels.simd.Exponential.C6;
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

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** log-softmax of a row, and its parts. */
final class SoftmaxKernel {
    private SoftmaxKernel() {}

    /** y = x - log(sum of e^x), with the maximum taken out first. */
    static void logSoftmaxRow(int columns, long x, long y) {
        float max = max(columns, x);
        double logSum = Math.log(sumOfExponentials(columns, x, max));
        shiftRow(columns, max, (float) logSum, x, y);
    }

    /** out = v - e^y (sum of v). */
    static void derivativeRow(int columns, long v, long y, long out) {
        ExpKernel.addScaledRow(columns, -sum(columns, v), y, v, out);
    }

    private static float max(int columns, long x) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            max = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .max(max);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(whole), ORDER, mask);
            max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY)
                    .blend(rest, mask)
                    .max(max);
        }
        return FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY).max(max).reduceLanes(VectorOperators.MAX);
    }

    private static float sum(int columns, long x) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .add(sum);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(whole), ORDER, mask)
                    .add(sum);
        }
        return FloatVector.zero(SPECIES).add(sum).reduceLanes(VectorOperators.ADD);
    }

    private static float sumOfExponentials(int columns, long from, float max) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int j = 0; j < columns; j += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(j, columns);
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + bytes(j), ORDER, mask)
                    .sub(max);
            FloatVector bounded = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
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
            sum = FloatVector.zero(SPECIES).blend(exponential, mask).add(sum);
        }
        return FloatVector.zero(SPECIES).add(sum).reduceLanes(VectorOperators.ADD);
    }

    /** y = (x - max) - logSum, in this order: the difference of the large numbers is exact first. */
    private static void shiftRow(int columns, float max, float logSum, long x, long y) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            shiftVector(LANES, max, logSum, x + bytes(j), y + bytes(j));
        }
        if (whole < columns) {
            shiftVector(columns - whole, max, logSum, x + bytes(whole), y + bytes(whole));
        }
    }

    private static void shiftVector(int live, float max, float logSum, long x, long y) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector from = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, mask);
        FloatVector shifted = from.sub(max).sub(logSum);
        if (live == LANES) {
            shifted.intoMemorySegment(MEMORY, y, ORDER);
        } else {
            shifted.intoMemorySegment(MEMORY, y, ORDER, mask);
        }
    }
}
