package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;

import dev.thrice.kernels.memory.Raw;
import jdk.incubator.vector.FloatVector;

/**
 * How blocks of op(A) and op(B) lie in packed memory, and the copying. Columns of op(B) lie in panels as wide as a tile, whole
 * vectors whose padding no one stores; rows of op(A) in panels as high as a tile. Within a panel the steps of k are contiguous.
 */
final class Packing {
    private Packing() {}

    /** The vectors that so many columns take. */
    static int vectors(int columns) {
        return (columns + LANES - 1) / LANES;
    }

    /** Memory for a block of op(A), and for the steps that packing may write behind its end. */
    static long bytesOfRows(int rows, int depth) {
        return ((long) rows * depth + Tuning.TILE_ROWS * (long) Transposing.SIDE) * Float.BYTES;
    }

    /** Memory for a block of op(B), likewise. */
    static long bytesOfColumns(int columns, int depth) {
        return ((long) vectors(columns) * depth + Tuning.TILE_VECTORS * (long) Transposing.SIDE) * BYTES;
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
        int vectors = vectors(columns);
        int panels = panels(vectors);
        if (column == Float.BYTES) {
            for (int p = 0; p < depth; p++) { // along the rows of B, which are what is contiguous
                copyRow(from + p * row, columns, vectors, panels, depth, p, to);
            }
            return;
        }
        for (int panel = 0; panel < panels; panel++) {
            int first = firstVector(panel, panels, vectors);
            int width = firstVector(panel + 1, panels, vectors) - first;
            int live = Math.min(columns - first * LANES, width * LANES);
            Transposing.panel(
                    from + (long) first * LANES * column, column, depth, width, live, to + first * BYTES * depth);
        }
    }

    private static void copyRow(long from, int columns, int vectors, int panels, int depth, int p, long to) {
        int whole = columns / LANES;
        for (int panel = 0; panel < panels; panel++) {
            int first = firstVector(panel, panels, vectors);
            int end = firstVector(panel + 1, panels, vectors);
            long target = to + (first * (long) depth + (long) p * (end - first)) * BYTES;
            for (int v = first; v < Math.min(end, whole); v++, target += BYTES) {
                FloatVector.fromMemorySegment(SPECIES, MEMORY, from + v * BYTES, ORDER)
                        .intoMemorySegment(MEMORY, target, ORDER);
            }
            if (end > whole) {
                FloatVector.fromMemorySegment(
                                SPECIES, MEMORY, from + whole * BYTES, ORDER, SPECIES.indexInRange(0, columns % LANES))
                        .intoMemorySegment(MEMORY, target, ORDER);
            }
        }
    }

    /** Packs a block of op(A), whose element (i, p) is at {@code from + i * row + p * column}. */
    static void rows(long from, long row, long column, int rows, int depth, long to) {
        long target = to;
        for (int i = 0; i < rows; ) {
            int height = height(rows - i);
            if (height == Transposing.FOUR && row == Float.BYTES) {
                copyFour(from + i * row, column, depth, target);
            } else if (height == Transposing.FOUR) {
                Transposing.fourRows(from + i * row, row, depth, target);
            } else {
                fewRows(height, from + i * row, row, column, depth, target);
            }
            target += (long) height * depth * Float.BYTES;
            i += height;
        }
    }

    private static void copyFour(long from, long column, int depth, long to) {
        for (int p = 0; p < depth; p++) {
            FloatVector.fromMemorySegment(FloatVector.SPECIES_128, MEMORY, from + p * column, ORDER)
                    .intoMemorySegment(MEMORY, to + p * 16L, ORDER);
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
