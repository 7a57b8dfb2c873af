package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Transposing.OF_4;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.simd.Transposing;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * How blocks of op(A) and op(B) lie in packed memory, and the copying. Columns of op(B) lie in panels as wide as a tile, whole
 * vectors whose padding no one stores; rows of op(A) in panels as high as a tile. Within a panel the steps of k are contiguous.
 */
final class Packing {
    /** Rows of B, or columns of A, that are copied together: whole cache lines are written, and few enough are read. */
    private static final int STEPS = 4;

    /** Bytes of a step of k in a panel of four rows. */
    private static final long STEP_OF_FOUR = (long) Transposing.FOUR * Float.BYTES;

    private Packing() {}

    /** The vectors that so many columns take. */
    static int vectors(int columns) {
        return columns / LANES + (columns % LANES == 0 ? 0 : 1);
    }

    /** Memory for a block of op(A), and for the steps that packing may write behind its end. */
    static long bytesOfRows(int rows, int depth) {
        return Math.multiplyExact((long) rows * depth + Tuning.TILE_ROWS * (long) Transposing.SIDE, Float.BYTES);
    }

    /** Memory for a block of op(B), likewise. */
    static long bytesOfColumns(int columns, int depth) {
        return Math.multiplyExact(
                (long) vectors(columns) * depth + Tuning.TILE_VECTORS * (long) Transposing.SIDE, BYTES);
    }

    /** The panels that so many vectors are divided into. */
    static int panels(int vectors) {
        return (vectors + Tuning.TILE_VECTORS - 1) / Tuning.TILE_VECTORS;
    }

    /** The first vector of a panel; panels are of about equal width. */
    static int firstVector(int panel, int panels, int vectors) {
        return panel * (vectors / panels) + Math.min(panel, vectors % panels);
    }

    /** The height of the next panel of rows. */
    static int height(int rowsLeft) {
        return rowsLeft >= Tuning.TILE_ROWS ? Tuning.TILE_ROWS : rowsLeft >= 2 ? 2 : 1;
    }

    /** Packs a block of op(B), whose element (p, j) is at {@code from + p * row + j * column}. */
    static void columns(long from, long row, long column, int depth, int columns, long to) {
        if (column == Float.BYTES) {
            for (int p = 0; p < depth; p += STEPS) { // along the rows of B, which are what is contiguous
                copyRows(from + p * row, row, Math.min(STEPS, depth - p), columns, depth, p, to);
            }
            return;
        }
        int vectors = vectors(columns);
        int panels = panels(vectors);
        for (int panel = 0; panel < panels; panel++) {
            int first = firstVector(panel, panels, vectors);
            int width = firstVector(panel + 1, panels, vectors) - first;
            int live = Math.min(columns - first * LANES, width * LANES);
            Transposing.panel(
                    from + (long) first * LANES * column, column, depth, width, live, to + first * BYTES * depth);
        }
    }

    /** Packs some rows of B, from step p on, into all panels. */
    private static void copyRows(long from, long row, int steps, int columns, int depth, int p, long to) {
        int vectors = vectors(columns);
        int panels = panels(vectors);
        int width = vectors / panels + 1;
        int wider = vectors % panels;
        int first = 0;
        for (int panel = 0; panel < panels; panel++) {
            if (panel == wider) {
                width--;
            }
            long target = to + (first * (long) depth + (long) p * width) * BYTES;
            int left = columns - first * LANES;
            if (steps == STEPS && width == Tuning.TILE_VECTORS && left >= width * LANES) {
                copyTile(from + first * BYTES, row, target);
            } else {
                copyPanel(from + first * BYTES, row, steps, width, left, target);
            }
            first += width;
        }
    }

    /** Four rows of a full panel, without a loop: one of three or four rounds would cost more than what it copies. */
    private static void copyTile(long from, long row, long to) {
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER).intoMemorySegment(MEMORY, to, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + row, ORDER)
                .intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + row + BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 4 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + row + 2 * BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 5 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * row, ORDER)
                .intoMemorySegment(MEMORY, to + 6 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * row + BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 7 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * row + 2 * BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 8 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * row, ORDER)
                .intoMemorySegment(MEMORY, to + 9 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * row + BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 10 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * row + 2 * BYTES, ORDER)
                .intoMemorySegment(MEMORY, to + 11 * BYTES, ORDER);
    }

    private static void copyPanel(long from, long row, int steps, int width, int columns, long to) {
        boolean edge = columns < width * LANES;
        int whole = edge ? width - 1 : width;
        long step = width * BYTES;
        for (int p = 0; p < steps; p++) {
            for (int v = 0; v < whole; v++) {
                FloatVector.fromMemorySegment(SPECIES, MEMORY, from + p * row + v * BYTES, ORDER)
                        .intoMemorySegment(MEMORY, to + p * step + v * BYTES, ORDER);
            }
        }
        if (edge) {
            for (int p = 0; p < steps; p++) {
                for (int j = whole * LANES; j < columns; j++) {
                    Raw.set(to + p * step + bytes(j), Raw.get(from + p * row + bytes(j)));
                }
            }
        }
    }

    /** Packs a block of op(A), whose element (i, p) is at {@code from + i * row + p * column}. */
    static void rows(long from, long row, long column, int rows, int depth, long to) {
        int inFours = row == Float.BYTES ? rows / Transposing.FOUR * Transposing.FOUR : 0;
        if (inFours > 0) { // along the columns of A, which are what is contiguous
            int p = 0;
            for (; p + STEPS <= depth; p += STEPS) {
                copyFourColumns(from + p * column, column, inFours, depth, to + p * STEP_OF_FOUR);
            }
            for (; p < depth; p++) {
                copyColumn(from + p * column, inFours, depth, to + p * STEP_OF_FOUR);
            }
        }
        for (int i = inFours; i < rows; ) {
            int height = height(rows - i);
            long target = to + (long) i * depth * Float.BYTES;
            if (height == Transposing.FOUR) {
                Transposing.fourRows(from + i * row, row, depth, target);
            } else {
                fewRows(height, from + i * row, row, column, depth, target);
            }
            i += height;
        }
    }

    /** Packs a column of A into all panels of four rows. */
    private static void copyColumn(long from, int rows, int depth, long to) {
        for (int i = 0; i < rows; i += Transposing.FOUR) {
            IntVector.fromMemorySegment(OF_4, MEMORY, from + bytes(i), ORDER)
                    .intoMemorySegment(MEMORY, to + bytes(i) * depth, ORDER);
        }
    }

    private static void copyFourColumns(long from, long column, int rows, int depth, long to) {
        for (int i = 0; i < rows; i += Transposing.FOUR) {
            long source = from + bytes(i);
            long target = to + bytes(i) * depth;
            IntVector.fromMemorySegment(OF_4, MEMORY, source, ORDER).intoMemorySegment(MEMORY, target, ORDER);
            IntVector.fromMemorySegment(OF_4, MEMORY, source + column, ORDER)
                    .intoMemorySegment(MEMORY, target + STEP_OF_FOUR, ORDER);
            IntVector.fromMemorySegment(OF_4, MEMORY, source + 2 * column, ORDER)
                    .intoMemorySegment(MEMORY, target + 2 * STEP_OF_FOUR, ORDER);
            IntVector.fromMemorySegment(OF_4, MEMORY, source + 3 * column, ORDER)
                    .intoMemorySegment(MEMORY, target + 3 * STEP_OF_FOUR, ORDER);
        }
    }

    private static void fewRows(int height, long from, long row, long column, int depth, long to) {
        for (int p = 0; p < depth; p++) {
            for (int i = 0; i < height; i++) {
                Raw.set(to + ((long) p * height + i) * Float.BYTES, Raw.get(from + p * column + i * row));
            }
        }
    }
}
