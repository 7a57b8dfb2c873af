package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Exponential.C3;
import static dev.thrice.kernels.simd.Exponential.C4;
import static dev.thrice.kernels.simd.Exponential.C5;
import static dev.thrice.kernels.simd.Exponential.C6;
import static dev.thrice.kernels.simd.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.simd.Exponential.LN_2_LOW;
import static dev.thrice.kernels.simd.Exponential.LOG2_E;
import static dev.thrice.kernels.simd.Exponential.ROUNDING;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.memory.Raw;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * log-softmax, its VJP, and cross-entropy. Exponentials here are of numbers up to 0 and are added to a 1, so those below the
 * normal floats may be 0, and 2^n ({@link Exponential}) is one factor.
 */
final class SoftmaxKernel {
    /** e^x is a normal float from here on up. */
    private static final float LOWEST_NORMAL = -87f;

    private static final int ONE_BITS = Float.floatToRawIntBits(1f);

    private SoftmaxKernel() {}

    /** y = x - log(sum of e^x), with the maximum taken out first. */
    static void logSoftmaxRow(int columns, long x, long y) {
        subtractRow(columns, RowReductions.max(columns, x), x, y);
        subtractRow(columns, (float) Math.log(sumOfExponentials(columns, y)), y, y);
    }

    /**
     * Log-probabilities y of logits x, and the residual scale ([j = label] - e^y), for rows that fit the first-level cache
     * together. One exponential an element: the residual holds e^(x - max) until its sum is known. Step by step over all rows, so
     * that no row waits for its own last store or sum.
     *
     * @return the sum of the labels' log-probabilities
     */
    static double crossEntropy(
            int rows, int columns, long x, int ldx, long labels, float scale, long y, int ldy, long residual, int ldr) {
        for (int i = 0; i < rows; i++) {
            long from = at(x, ldx, i, 0);
            subtractRow(columns, RowReductions.max(columns, from), from, at(y, ldy, i, 0));
        }
        exponentials(rows, columns, y, ldy, residual, ldr);
        double likelihood = 0;
        for (int i = 0; i < rows; i++) {
            int label = Raw.getInt(labels + bytes(i));
            long residualRow = at(residual, ldr, i, 0);
            float sum = RowReductions.sum(columns, residualRow);
            normalizeRow(columns, (float) Math.log(sum), -scale / sum, at(y, ldy, i, 0), residualRow);
            Raw.set(residualRow + bytes(label), scale + Raw.get(residualRow + bytes(label)));
            likelihood += Raw.get(at(y, ldy, i, label));
        }
        return likelihood;
    }

    /** out = v - e^y (sum of v). */
    static void derivativeRow(int columns, long v, long y, long out) {
        ExpKernel.addRow(columns, -RowReductions.sum(columns, v), y, v, out);
    }

    /** The sum of e^x, x at most 0. */
    private static float sumOfExponentials(int columns, long x) {
        int whole = whole(columns);
        float sum = exponentialVectors(LANES, whole / LANES, x, BYTES, false, x, 0);
        return whole == columns ? sum : sum + exponentialVectors(columns - whole, 1, x + bytes(whole), 0, false, x, 0);
    }

    /** y = e^x, x at most 0. */
    private static void exponentials(int rows, int columns, long x, int ldx, long y, int ldy) {
        int whole = whole(columns);
        for (int i = 0; i < rows && whole > 0; i++) {
            exponentialVectors(LANES, whole / LANES, at(x, ldx, i, 0), BYTES, true, at(y, ldy, i, 0), BYTES);
        }
        if (whole < columns) {
            exponentialVectors(columns - whole, rows, x + bytes(whole), bytes(ldx), true, y + bytes(whole), bytes(ldy));
        }
    }

    /**
     * e^x of some vectors, with the bytes from each to the next: along a row, or down the tails of all rows.
     *
     * @return their sum
     */
    private static float exponentialVectors(
            int live, int count, long from, long stepX, boolean kept, long to, long stepY) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sum = zero;
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (int i = 0; i < count; i++) {
            FloatVector x = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER, mask);
            FloatVector shifted =
                    x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, -LN_2_LOW), n.fma(FloatVector.broadcast(SPECIES, -LN_2_HIGH), x));
            FloatVector q = FloatVector.broadcast(SPECIES, C6)
                    .fma(r, FloatVector.broadcast(SPECIES, C5))
                    .fma(r, FloatVector.broadcast(SPECIES, C4))
                    .fma(r, FloatVector.broadcast(SPECIES, C3))
                    .fma(r, FloatVector.broadcast(SPECIES, .5f))
                    .fma(r.mul(r), r);
            IntVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(ONE_BITS);
            FloatVector exponential = power.reinterpretAsFloats()
                    .fma(q, power.reinterpretAsFloats())
                    .blend(0f, x.compare(VectorOperators.LT, LOWEST_NORMAL));
            if (kept && live == LANES) {
                exponential.intoMemorySegment(MEMORY, to + i * stepY, ORDER);
            } else if (kept) {
                exponential.intoMemorySegment(MEMORY, to + i * stepY, ORDER, mask);
            }
            sum = zero.blend(exponential, mask).add(sum);
        }
        return zero.add(sum).reduceLanes(VectorOperators.ADD);
    }

    /** y = x - subtrahend. */
    private static void subtractRow(int columns, float subtrahend, long x, long y) {
        int whole = whole(columns);
        subtractVectors(LANES, bytes(whole), subtrahend, x, y);
        if (whole < columns) {
            subtractVectors(columns - whole, BYTES, subtrahend, x + bytes(whole), y + bytes(whole));
        }
    }

    private static void subtractVectors(int live, long end, float subtrahend, long x, long y) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector from = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER, mask);
            FloatVector difference = from.sub(subtrahend);
            if (live == LANES) {
                difference.intoMemorySegment(MEMORY, y + at, ORDER);
            } else {
                difference.intoMemorySegment(MEMORY, y + at, ORDER, mask);
            }
        }
    }

    /** y = y - logSum; residual = factor residual, where a product of 0 is +0 whatever its sign. */
    private static void normalizeRow(int columns, float logSum, float factor, long y, long residual) {
        int whole = whole(columns);
        normalizeVectors(LANES, bytes(whole), logSum, factor, y, residual);
        if (whole < columns) {
            normalizeVectors(columns - whole, BYTES, logSum, factor, y + bytes(whole), residual + bytes(whole));
        }
    }

    private static void normalizeVectors(int live, long end, float logSum, float factor, long y, long residual) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector logits = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER, mask);
            FloatVector exponentials = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, residual + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, residual + at, ORDER, mask);
            FloatVector logProbabilities = logits.sub(logSum);
            FloatVector scaled = exponentials.fma(FloatVector.broadcast(SPECIES, factor), zero);
            if (live == LANES) {
                logProbabilities.intoMemorySegment(MEMORY, y + at, ORDER);
                scaled.intoMemorySegment(MEMORY, residual + at, ORDER);
            } else {
                logProbabilities.intoMemorySegment(MEMORY, y + at, ORDER, mask);
                scaled.intoMemorySegment(MEMORY, residual + at, ORDER, mask);
            }
        }
    }
}
