package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_1;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_2;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_4;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_8;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.elementwise.NormalizationKernels;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.simd.RowReductions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Row by row, a row's sums in float32, lane by lane and then of the lanes; column sums strip by strip of a vector's width. */
final class SimdNormalization implements NormalizationKernels {
    @Override
    public void standardize(
            int rows, int columns, float epsilon, long x, int ldx, long y, int ldy, long scales, int lds) {
        for (int i = 0; i < rows; i++) {
            long from = at(x, ldx, i, 0);
            long to = at(y, ldy, i, 0);
            float mean = RowReductions.sum(columns, from) / columns;
            float squares = center(columns, mean, from, to);
            float scale = (float) (1 / Math.sqrt((double) squares / columns + epsilon));
            multiply(columns, scale, to);
            Raw.set(at(scales, lds, i, 0), scale);
        }
    }

    /** y = x - mean of a row; the sum of its squares. */
    private static float center(int columns, float mean, long x, long y) {
        FloatVector means = FloatVector.broadcast(SPECIES, mean);
        FloatVector squares = FloatVector.zero(SPECIES);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            FloatVector difference = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .sub(means);
            difference.intoMemorySegment(MEMORY, y + bytes(j), ORDER);
            squares = difference.fma(difference, squares);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            FloatVector difference = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(whole), ORDER, mask)
                    .sub(means, mask);
            difference.intoMemorySegment(MEMORY, y + bytes(whole), ORDER, mask);
            squares = difference.fma(difference, squares);
        }
        FloatVector halves = FloatVector.zero(SPECIES).add(squares);
        halves = LANES > 8 ? halves.add(halves.rearrange(PARTNER_8)) : halves;
        halves = LANES > 4 ? halves.add(halves.rearrange(PARTNER_4)) : halves;
        FloatVector quarters = halves.add(halves.rearrange(PARTNER_2));
        return quarters.add(quarters.rearrange(PARTNER_1)).lane(0);
    }

    private static void multiply(int columns, float factor, long y) {
        FloatVector factors = FloatVector.broadcast(SPECIES, factor);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, y + bytes(j), ORDER)
                    .mul(factors)
                    .intoMemorySegment(MEMORY, y + bytes(j), ORDER);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, y + bytes(whole), ORDER, mask)
                    .mul(factors)
                    .intoMemorySegment(MEMORY, y + bytes(whole), ORDER, mask);
        }
    }

    @Override
    public void standardizeDerivative(
            int rows,
            int columns,
            float alpha,
            long v,
            int ldv,
            long row,
            long y,
            int ldy,
            long scales,
            int lds,
            float beta,
            long out,
            int ldo) {
        for (int i = 0; i < rows; i++) {
            long errors = at(v, ldv, i, 0);
            long standardized = at(y, ldy, i, 0);
            float mean = dot(columns, errors, row) / columns;
            float slope = dot(columns, errors, row, standardized) / columns;
            float factor = alpha * Raw.get(at(scales, lds, i, 0));
            derivativeOfRow(columns, factor, errors, row, standardized, mean, slope, beta, at(out, ldo, i, 0));
        }
    }

    /** The sum of v row. */
    private static float dot(int columns, long v, long row) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            sums = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + bytes(j), ORDER)
                    .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, row + bytes(j), ORDER), sums);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            sums = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + bytes(whole), ORDER, mask)
                    .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, row + bytes(whole), ORDER, mask), sums);
        }
        FloatVector halves = FloatVector.zero(SPECIES).add(sums);
        halves = LANES > 8 ? halves.add(halves.rearrange(PARTNER_8)) : halves;
        halves = LANES > 4 ? halves.add(halves.rearrange(PARTNER_4)) : halves;
        FloatVector quarters = halves.add(halves.rearrange(PARTNER_2));
        return quarters.add(quarters.rearrange(PARTNER_1)).lane(0);
    }

    /** The sum of v row y. */
    private static float dot(int columns, long v, long row, long y) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            sums = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + bytes(j), ORDER)
                    .mul(FloatVector.fromMemorySegment(SPECIES, MEMORY, row + bytes(j), ORDER))
                    .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, y + bytes(j), ORDER), sums);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            sums = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + bytes(whole), ORDER, mask)
                    .mul(FloatVector.fromMemorySegment(SPECIES, MEMORY, row + bytes(whole), ORDER, mask))
                    .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, y + bytes(whole), ORDER, mask), sums);
        }
        FloatVector halves = FloatVector.zero(SPECIES).add(sums);
        halves = LANES > 8 ? halves.add(halves.rearrange(PARTNER_8)) : halves;
        halves = LANES > 4 ? halves.add(halves.rearrange(PARTNER_4)) : halves;
        FloatVector quarters = halves.add(halves.rearrange(PARTNER_2));
        return quarters.add(quarters.rearrange(PARTNER_1)).lane(0);
    }

    private static void derivativeOfRow(
            int columns, float factor, long v, long row, long y, float mean, float slope, float beta, long out) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            derivative(LANES, factor, v + bytes(j), row + bytes(j), y + bytes(j), mean, slope, beta, out + bytes(j));
        }
        if (whole < columns) {
            derivative(
                    columns - whole,
                    factor,
                    v + bytes(whole),
                    row + bytes(whole),
                    y + bytes(whole),
                    mean,
                    slope,
                    beta,
                    out + bytes(whole));
        }
    }

    /** Of one vector: factor (v row - mean - slope y) + beta out. */
    private static void derivative(
            int live, float factor, long v, long row, long y, float mean, float slope, float beta, long out) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector negativeMean = FloatVector.broadcast(SPECIES, -mean);
        FloatVector centered = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v, ORDER)
                        .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, row, ORDER), negativeMean)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, v, ORDER, mask)
                        .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, row, ORDER, mask), negativeMean);
        FloatVector standardized = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, y, ORDER)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, y, ORDER, mask);
        FloatVector product = standardized
                .fma(FloatVector.broadcast(SPECIES, -slope), centered)
                .mul(FloatVector.broadcast(SPECIES, factor));
        if (beta != 0f) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, out, ORDER, mask)
                    .fma(FloatVector.broadcast(SPECIES, beta), product)
                    .intoMemorySegment(MEMORY, out, ORDER, mask);
        } else if (live == LANES) {
            product.intoMemorySegment(MEMORY, out, ORDER);
        } else {
            product.intoMemorySegment(MEMORY, out, ORDER, mask);
        }
    }

    @Override
    public void scaleRows(int rows, int columns, long x, int ldx, long factor, long shift, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            scaleRow(columns, at(x, ldx, i, 0), factor, shift, at(out, ldo, i, 0));
        }
    }

    private static void scaleRow(int columns, long x, long factor, long shift, long out) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .fma(
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, factor + bytes(j), ORDER),
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, shift + bytes(j), ORDER))
                    .intoMemorySegment(MEMORY, out + bytes(j), ORDER);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns - whole);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(whole), ORDER, mask)
                    .fma(
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, factor + bytes(whole), ORDER, mask),
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, shift + bytes(whole), ORDER, mask))
                    .intoMemorySegment(MEMORY, out + bytes(whole), ORDER, mask);
        }
    }

    @Override
    public void columnDots(int rows, int columns, float alpha, long x, int ldx, long y, int ldy, long dots) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            dotsOfStrip(LANES, rows, alpha, x + bytes(j), ldx, y + bytes(j), ldy, dots + bytes(j));
        }
        if (whole < columns) {
            dotsOfStrip(
                    columns - whole, rows, alpha, x + bytes(whole), ldx, y + bytes(whole), ldy, dots + bytes(whole));
        }
    }

    private static void dotsOfStrip(int live, int rows, float alpha, long x, int ldx, long y, int ldy, long dots) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int i = 0; i < rows; i++) {
            FloatVector left = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, at(x, ldx, i, 0), ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, at(x, ldx, i, 0), ORDER, mask);
            FloatVector right = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, at(y, ldy, i, 0), ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, at(y, ldy, i, 0), ORDER, mask);
            sums = left.fma(right, sums);
        }
        FloatVector scaled = FloatVector.broadcast(SPECIES, alpha).mul(sums);
        if (live == LANES) {
            scaled.intoMemorySegment(MEMORY, dots, ORDER);
        } else {
            scaled.intoMemorySegment(MEMORY, dots, ORDER, mask);
        }
    }
}
