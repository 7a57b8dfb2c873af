package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.approximation.Exponential.C3;
import static dev.thrice.kernels.approximation.Exponential.C4;
import static dev.thrice.kernels.approximation.Exponential.C5;
import static dev.thrice.kernels.approximation.Exponential.C6;
import static dev.thrice.kernels.approximation.Exponential.LN_2_HIGH;
import static dev.thrice.kernels.approximation.Exponential.LN_2_LOW;
import static dev.thrice.kernels.approximation.Exponential.LOG2_E;
import static dev.thrice.kernels.approximation.Exponential.ROUNDING;
import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.simd.NarrowRows;
import dev.thrice.kernels.simd.RowReductions;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * log-softmax, its VJP, and cross-entropy. Where a row has at least one whole vector, its last one ends where the row does and
 * overlaps the one before: a masked store takes some 40 cycles on AMD's cores before AVX-512. Exponentials here are of numbers up to 0 and are added to a 1, so those below the
 * normal floats may be 0, and 2^n ({@link Exponential}) is one factor.
 */
final class SoftmaxKernel {
    /** e^x is a normal float from here on up. */
    private static final float LOWEST_NORMAL = -87f;

    private static final int ONE_BITS = Float.floatToRawIntBits(1f);

    private SoftmaxKernel() {}

    /** y = x - log(sum of e^x), with the maximum taken out first. */
    static void logSoftmaxRow(int columns, long x, long y) {
        float max = RowReductions.max(columns, x);
        subtractRow(columns, max, LogKernel.ofNormal(exponentials(columns, max, x, false, x)), x, y);
    }

    /**
     * Log-probabilities y of logits x, and the residual scale ([j = label] - e^y), for one row. One exponential an element: the residual
     * holds e^(x - max) until its sum is known.
     *
     * @return the label's log-probability
     */
    static double crossEntropyRow(int columns, long x, int label, float scale, long y, long residual) {
        float max = RowReductions.max(columns, x);
        float sum = exponentials(columns, max, x, true, residual);
        normalizeRow(columns, x, max, LogKernel.ofNormal(sum), -scale / sum, y, residual);
        return settle(label, scale, y, residual);
    }

    /**
     * The same for rows of a few vectors that fit the first-level cache together: step by step over all rows, so that no row waits for
     * its own last store or sum, and the logarithms of all sums are vectors.
     *
     * @param scratch of {@link #scratchBytes}
     * @return the sum of the labels' log-probabilities
     */
    static double crossEntropyOfNarrowRows(
            int rows,
            int columns,
            long x,
            int ldx,
            long labels,
            float scale,
            long y,
            int ldy,
            long residual,
            int ldr,
            MemorySegment scratch) {
        long maxima = scratch.address();
        long sums = maxima + bytes(NarrowRows.floats(rows));
        long logs = sums + bytes(NarrowRows.floats(rows));
        NarrowRows.maxima(rows, columns, x, ldx, maxima);
        exponentials(rows, columns, maxima, x, ldx, residual, ldr);
        NarrowRows.sums(rows, columns, residual, ldr, sums);
        LogKernel.row(rows, sums, logs);
        divide(rows, -scale, sums);
        double likelihood = 0;
        for (int i = 0; i < rows; i++) {
            long row = at(y, ldy, i, 0);
            long residualRow = at(residual, ldr, i, 0);
            long at = bytes(i);
            normalizeRow(
                    columns,
                    at(x, ldx, i, 0),
                    Raw.get(maxima + at),
                    Raw.get(logs + at),
                    Raw.get(sums + at),
                    row,
                    residualRow);
            likelihood += settle(Raw.getInt(labels + at), scale, row, residualRow);
        }
        return likelihood;
    }

    /** What {@link #crossEntropyOfNarrowRows} needs for so many rows: maxima, sums, and their logarithms. */
    static long scratchBytes(int rows) {
        return 3 * bytes(NarrowRows.floats(rows));
    }

    /** x = factor / x, and garbage behind it up to a vector's end. */
    private static void divide(int columns, float factor, long x) {
        FloatVector dividend = FloatVector.broadcast(SPECIES, factor);
        for (int j = 0; j < columns; j += LANES) {
            dividend.div(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER))
                    .intoMemorySegment(MEMORY, x + bytes(j), ORDER);
        }
    }

    /** Adds what the label's element of a residual has beside the probability, and tells its log-probability. */
    private static float settle(int label, float scale, long y, long residual) {
        Raw.set(residual + bytes(label), scale + Raw.get(residual + bytes(label)));
        return Raw.get(y + bytes(label));
    }

    /** out = v - e^y (sum of v). */
    static void derivativeRow(int columns, long v, long y, long out) {
        ExpKernel.addRow(columns, -RowReductions.sum(columns, v), y, v, out);
    }

    /** y = e^(x - max), where it is kept; tells the sum. */
    private static float exponentials(int columns, float max, long x, boolean kept, long y) {
        int whole = whole(columns);
        float sum = exponentialVectors(LANES, whole / LANES, max, 0, x, BYTES, kept, y, BYTES);
        return whole == columns
                ? sum
                : sum + exponentialVectors(columns - whole, 1, max, 0, x + bytes(whole), 0, kept, y + bytes(whole), 0);
    }

    /** y = e^(x - the row's maximum), down each column of vectors. */
    private static void exponentials(int rows, int columns, long maxima, long x, int ldx, long y, int ldy) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            exponentialVectors(LANES, rows, 0f, maxima, x + bytes(j), bytes(ldx), true, y + bytes(j), bytes(ldy));
        }
        if (whole < columns) { // the last vector ends where the row does, and writes some elements once more
            long at = bytes(Math.max(0, columns - LANES));
            exponentialVectors(
                    Math.min(columns, LANES), rows, 0f, maxima, x + at, bytes(ldx), true, y + at, bytes(ldy));
        }
    }

    /**
     * e^(x - shift) of some vectors, with the bytes from each to the next: along a row, or down the tails of all rows.
     *
     * @param shifts address of a shift for each vector, which then count instead of the one; or 0
     * @return their sum
     */
    private static float exponentialVectors(
            int live, int count, float shift, long shifts, long from, long stepX, boolean kept, long to, long stepY) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sum = zero;
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (int i = 0; i < count; i++) {
            FloatVector logits = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * stepX, ORDER, mask);
            FloatVector x = logits.sub(shifts == 0 ? shift : Raw.get(shifts + i * (long) Float.BYTES));
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
        FloatVector halves = zero.add(sum);
        halves = LANES > 8 ? halves.add(halves.rearrange(RowReductions.PARTNER_8)) : halves;
        halves = LANES > 4 ? halves.add(halves.rearrange(RowReductions.PARTNER_4)) : halves;
        FloatVector quarters = halves.add(halves.rearrange(RowReductions.PARTNER_2));
        return quarters.add(quarters.rearrange(RowReductions.PARTNER_1)).lane(0);
    }

    /** y = (x - max) - logSum. */
    private static void subtractRow(int columns, float max, float logSum, long x, long y) {
        if (columns < LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, mask)
                    .sub(max)
                    .sub(logSum)
                    .intoMemorySegment(MEMORY, y, ORDER, mask);
            return;
        }
        long last = bytes(columns - LANES);
        FloatVector end = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + last, ORDER)
                .sub(max)
                .sub(logSum);
        for (long at = 0; at < last; at += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(max)
                    .sub(logSum)
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
        end.intoMemorySegment(MEMORY, y + last, ORDER);
    }

    /** y = (x - max) - logSum; residual = factor residual, where a product of 0 is +0 whatever its sign. */
    private static void normalizeRow(
            int columns, long x, float max, float logSum, float factor, long y, long residual) {
        FloatVector zero = FloatVector.zero(SPECIES);
        if (columns < LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns);
            subtractRow(columns, max, logSum, x, y);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, residual, ORDER, mask)
                    .fma(FloatVector.broadcast(SPECIES, factor), zero)
                    .intoMemorySegment(MEMORY, residual, ORDER, mask);
            return;
        }
        long last = bytes(columns - LANES);
        FloatVector end = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + last, ORDER)
                .sub(max)
                .sub(logSum);
        FloatVector scaledEnd = FloatVector.fromMemorySegment(SPECIES, MEMORY, residual + last, ORDER)
                .fma(FloatVector.broadcast(SPECIES, factor), zero);
        long wholeBytes = bytes(whole(columns));
        for (long at = 0; at < wholeBytes; at += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(max)
                    .sub(logSum)
                    .intoMemorySegment(MEMORY, y + at, ORDER);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, residual + at, ORDER)
                    .fma(FloatVector.broadcast(SPECIES, factor), zero)
                    .intoMemorySegment(MEMORY, residual + at, ORDER);
        }
        if (last + BYTES > wholeBytes) {
            end.intoMemorySegment(MEMORY, y + last, ORDER);
            scaledEnd.intoMemorySegment(MEMORY, residual + last, ORDER);
        }
    }
}
