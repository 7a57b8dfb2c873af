package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.Runs;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Row by row; sums strip by strip of a vector's width. */
public final class SimdArithmetic implements ArithmeticKernels {
    /** So few that they stay in the first-level cache while one goes through them strip by strip. */
    private static final int ROWS_OF_BLOCK = 16;

    /** 0, 1, 2 and so on. */
    private static final FloatVector POSITIONS = FloatVector.zero(SPECIES).addIndex(1);

    /** Bytes that are moved without a vector. */
    private static final int QUARTER = 16;

    private static final int PAIR = 2 * Float.BYTES;

    @Override
    public void fill(int rows, int columns, float value, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            fillRow(columns, value, at(y, ldy, i, 0));
        }
    }

    public static void fillRow(int columns, float value, long y) {
        FloatVector values = FloatVector.broadcast(SPECIES, value);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            values.intoMemorySegment(MEMORY, y + bytes(j), ORDER);
        }
        if (whole < columns) {
            values.intoMemorySegment(MEMORY, y + bytes(whole), ORDER, SPECIES.indexInRange(0, columns - whole));
        }
    }

    @Override
    public void addRow(int rows, int columns, long x, int ldx, long row, long y, int ldy) {
        for (int i = 0, some; i < rows; i += some) {
            some = Math.min(ROWS_OF_BLOCK, rows - i);
            addRowToBlock(some, columns, at(x, ldx, i, 0), bytes(ldx), row, at(y, ldy, i, 0), bytes(ldy));
        }
    }

    /** y = x + row for few rows, whose bytes from one to the next are given: each vector of the row is read once. */
    public static void addRowToBlock(int rows, int columns, long x, long rowX, long row, long y, long rowY) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            addRowToStrip(LANES, rows, x + bytes(j), rowX, row + bytes(j), y + bytes(j), rowY);
        }
        if (whole < columns) {
            long at = bytes(whole);
            addRowToStrip(columns - whole, rows, x + at, rowX, row + at, y + at, rowY);
        }
    }

    private static void addRowToStrip(int live, int rows, long x, long rowX, long row, long y, long rowY) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector added = FloatVector.fromMemorySegment(SPECIES, MEMORY, row, ORDER, mask);
        for (int i = 0; i < rows; i++) {
            FloatVector elements = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + i * rowX, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, x + i * rowX, ORDER, mask);
            FloatVector result = elements.add(added);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, y + i * rowY, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, y + i * rowY, ORDER, mask);
            }
        }
    }

    @Override
    public void axpby(
            int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy, long out, int ldo) {
        if (alpha == 0f && beta == 0f) {
            fill(rows, columns, 0f, out, ldo);
        } else if (beta == 0f) {
            scale(rows, columns, alpha, x, ldx, out, ldo);
        } else if (alpha == 0f) {
            scale(rows, columns, beta, y, ldy, out, ldo);
        } else {
            for (int i = 0; i < rows; i++) {
                axpbyRow(columns, alpha, at(x, ldx, i, 0), beta, at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        }
    }

    private static void scale(int rows, int columns, float factor, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            scaleRow(columns, factor, at(x, ldx, i, 0), at(y, ldy, i, 0));
        }
    }

    /** out = alpha x + beta y. */
    public static void axpbyRow(int columns, float alpha, long x, float beta, long y, long out) {
        int whole = whole(columns);
        axpbyVectors(LANES, bytes(whole), alpha, beta, x, y, out);
        if (whole < columns) {
            axpbyVectors(columns - whole, BYTES, alpha, beta, x + bytes(whole), y + bytes(whole), out + bytes(whole));
        }
    }

    private static void axpbyVectors(int live, long end, float alpha, float beta, long x, long y, long out) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector first = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER, mask);
            FloatVector second = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER, mask);
            FloatVector result = FloatVector.broadcast(SPECIES, beta).fma(second, first.mul(alpha));
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, out + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, out + at, ORDER, mask);
            }
        }
    }

    public static void scaleRow(int columns, float factor, long x, long y) {
        int whole = whole(columns);
        scaleVectors(LANES, bytes(whole), factor, x, y);
        if (whole < columns) {
            scaleVectors(columns - whole, BYTES, factor, x + bytes(whole), y + bytes(whole));
        }
    }

    private static void scaleVectors(int live, long end, float factor, long x, long y) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector from = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER, mask);
            FloatVector result = from.mul(factor);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, y + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, y + at, ORDER, mask);
            }
        }
    }

    @Override
    public void columnSums(int rows, int columns, float alpha, long x, int ldx, float beta, long sums) {
        int summed = alpha == 0f ? 0 : rows;
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            sumsOfStrip(LANES, summed, alpha, x + bytes(j), ldx, beta, sums + bytes(j));
        }
        if (whole < columns) {
            sumsOfStrip(columns - whole, summed, alpha, x + bytes(whole), ldx, beta, sums + bytes(whole));
        }
    }

    private static void sumsOfStrip(int live, int rows, float alpha, long x, int ldx, float beta, long sums) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < rows; i++) {
            long row = at(x, ldx, i, 0);
            FloatVector elements = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, row, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, row, ORDER, mask);
            sum = elements.add(sum);
        }
        FloatVector scaled =
                FloatVector.broadcast(SPECIES, rows == 0 ? 0f : alpha).mul(sum);
        if (beta != 0f) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, sums, ORDER, mask)
                    .fma(FloatVector.broadcast(SPECIES, beta), scaled)
                    .intoMemorySegment(MEMORY, sums, ORDER, mask);
        } else {
            scaled.intoMemorySegment(MEMORY, sums, ORDER, mask);
        }
    }

    @Override
    public boolean allBelow(int rows, int columns, float limit, long x, int ldx) {
        for (int i = 0; i < rows; i++) {
            if (!isRowBelow(limit, columns, at(x, ldx, i, 0))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRowBelow(float limit, int columns, long x) {
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            if (!areBelow(limit, LANES, x + bytes(j))) {
                return false;
            }
        }
        return whole == columns || areBelow(limit, columns - whole, x + bytes(whole));
    }

    private static boolean areBelow(float limit, int live, long x) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector elements = live == LANES
                ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER)
                : FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, mask);
        return elements.abs()
                .compare(VectorOperators.LT, FloatVector.broadcast(SPECIES, limit))
                .allTrue();
    }

    @Override
    public void copyRuns(Runs runs, long x, long y) {
        for (int run = 0, end; run < runs.count(); run = end) {
            end = runs.endOfLength(run);
            long bytes = bytes(runs.length(run));
            if (bytes >= BYTES) {
                copyLong(runs, run, end, bytes - BYTES, x, y);
            } else if (bytes >= QUARTER) {
                copyShort(runs, run, end, bytes - QUARTER, x, y);
            } else {
                copyPieces(runs, run, end, bytes, x, y);
            }
        }
    }

    /** Runs of a vector or more, of which the last covers the end, and may copy once more what the one before has. */
    private static void copyLong(Runs runs, int first, int end, long last, long x, long y) {
        for (int run = first; run < end; run++) {
            long from = x + bytes(runs.from(run));
            long to = y + bytes(runs.to(run));
            for (long at = 0; at < last; at += BYTES) {
                copyVector(from + at, to + at);
            }
            copyVector(from + last, to + last);
        }
    }

    private static void copyVector(long from, long to) {
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER).intoMemorySegment(MEMORY, to, ORDER);
    }

    /** As {@link #copyLong} by the fourth part of the longest vectors. */
    private static void copyShort(Runs runs, int first, int end, long last, long x, long y) {
        for (int run = first; run < end; run++) {
            long from = x + bytes(runs.from(run));
            long to = y + bytes(runs.to(run));
            for (long at = 0; at < last; at += QUARTER) {
                Raw.copy16(from + at, to + at);
            }
            Raw.copy16(from + last, to + last);
        }
    }

    /** Runs of three floats at most. */
    private static void copyPieces(Runs runs, int first, int end, long bytes, long x, long y) {
        for (int run = first; run < end; run++) {
            long from = x + bytes(runs.from(run));
            long to = y + bytes(runs.to(run));
            if ((bytes & PAIR) != 0) {
                Raw.copy8(from, to);
            }
            if ((bytes & Float.BYTES) != 0) {
                Raw.setInt(to + (bytes & PAIR), Raw.getInt(from + (bytes & PAIR)));
            }
        }
    }

    @Override
    public void addRuns(Runs runs, float factor, long x, long y) {
        for (int run = 0, end; run < runs.count(); run = end) {
            end = runs.endOfLength(run);
            addAlike(runs, run, end, runs.length(run), factor, x, y);
        }
    }

    /** Runs of one length, whose rest has one mask. */
    private static void addAlike(Runs runs, int first, int end, int length, float factor, long x, long y) {
        FloatVector factors = FloatVector.broadcast(SPECIES, factor);
        long whole = bytes(whole(length));
        VectorMask<Float> rest = SPECIES.indexInRange(0, length - whole(length));
        boolean ragged = whole(length) < length;
        for (int run = first; run < end; run++) {
            long from = x + bytes(runs.from(run));
            long to = y + bytes(runs.to(run));
            for (long at = 0; at < whole; at += BYTES) {
                FloatVector old = FloatVector.fromMemorySegment(SPECIES, MEMORY, to + at, ORDER);
                FloatVector.fromMemorySegment(SPECIES, MEMORY, from + at, ORDER)
                        .fma(factors, old)
                        .intoMemorySegment(MEMORY, to + at, ORDER);
            }
            if (ragged) {
                FloatVector old = FloatVector.fromMemorySegment(SPECIES, MEMORY, to + whole, ORDER, rest);
                FloatVector.fromMemorySegment(SPECIES, MEMORY, from + whole, ORDER, rest)
                        .fma(factors, old)
                        .intoMemorySegment(MEMORY, to + whole, ORDER, rest);
            }
        }
    }

    @Override
    public void maxRuns(Runs runs, long x, long y, long places) {
        int count = runs.count();
        for (int run = 0; run < count; run++) {
            int from = runs.from(run);
            long to = bytes(runs.to(run));
            maxRun(runs.length(run), from, x + bytes(from), y + to, places + to);
        }
    }

    private static void maxRun(int length, int first, long x, long y, long places) {
        int whole = whole(length);
        for (int j = 0; j < whole; j += LANES) {
            maxVector(first + j, x + bytes(j), y + bytes(j), places + bytes(j), SPECIES.maskAll(true));
        }
        if (whole < length) {
            long at = bytes(whole);
            maxVector(first + whole, x + at, y + at, places + at, SPECIES.indexInRange(0, length - whole));
        }
    }

    private static void maxVector(int first, long x, long y, long places, VectorMask<Float> live) {
        FloatVector values = FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, live);
        FloatVector greatest = FloatVector.fromMemorySegment(SPECIES, MEMORY, y, ORDER, live);
        VectorMask<Float> above = values.compare(VectorOperators.GT, greatest)
                .or(values.test(VectorOperators.IS_NAN))
                .and(live);
        values.intoMemorySegment(MEMORY, y, ORDER, above);
        POSITIONS.add(first).intoMemorySegment(MEMORY, places, ORDER, above);
    }
}
