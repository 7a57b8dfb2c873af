package dev.thrice.formats.csv;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The numbers of a table, row after row, without those of the column that has the labels, and the labels. */
public final class CsvTable {
    private final Blocks values;
    private final List<String> names;
    private final List<String> classes;
    private final int[] labels;

    CsvTable(Blocks values, List<String> names, List<String> classes, int[] labels) {
        this.values = values;
        this.names = List.copyOf(names);
        this.classes = List.copyOf(classes);
        this.labels = labels;
    }

    /**
     * The number of rows.
     *
     * @return at least 1
     */
    public int rows() {
        return values.rows;
    }

    /**
     * The number of columns.
     *
     * @return without that of the labels
     */
    public int columns() {
        return values.columns;
    }

    /**
     * A number.
     *
     * @param row from 0 on
     * @param column from 0 on, without that of the labels
     * @return a finite number
     * @throws IndexOutOfBoundsException if there is none
     */
    public float get(int row, int column) {
        Objects.checkIndex(row, rows());
        Objects.checkIndex(column, columns());
        return values.blocks.get(row / values.rowsOfBlock)[row % values.rowsOfBlock * columns() + column];
    }

    /**
     * All numbers.
     *
     * @param arena owns the memory
     * @return [rows x columns], rows without padding
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(TensorArena arena) {
        MemorySegment memory = arena.allocate((long) rows() * columns() * Float.BYTES, TensorArena.ALIGNMENT);
        long at = 0;
        for (float[] block : values.blocks) {
            int count = (int) Math.min(block.length, (memory.byteSize() - at) / Float.BYTES);
            MemorySegment.copy(block, 0, memory, ValueLayout.JAVA_FLOAT, at, count);
            at += (long) count * Float.BYTES;
        }
        return Tensor.of(arena, memory, rows(), columns(), columns());
    }

    /**
     * The columns' names.
     *
     * @return without that of the labels; none if there was no header
     */
    public List<String> names() {
        return names;
    }

    /**
     * The names of the classes.
     *
     * @return in the order of their numbers; none if no column has labels
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * The labels.
     *
     * @return a class's number for each row; none if no column has labels
     */
    public int[] labels() {
        return labels.clone();
    }

    /** Numbers as they come, of which one does not know how many there will be: none is copied for others to have room. */
    static final class Blocks {
        private static final int FLOATS_OF_BLOCK = 1 << 14;

        private final List<float[]> blocks = new ArrayList<>();
        private final int columns;
        private final int rowsOfBlock;
        private int rows;

        Blocks(int columns) {
            this.columns = columns;
            rowsOfBlock = Math.max(1, FLOATS_OF_BLOCK / Math.max(1, columns));
        }

        int rows() {
            return rows;
        }

        /** Takes a row of so many columns. */
        void add(float[] row) {
            if (rows % rowsOfBlock == 0) {
                blocks.add(new float[rowsOfBlock * columns]);
            }
            System.arraycopy(row, 0, blocks.getLast(), rows % rowsOfBlock * columns, columns);
            rows = Math.addExact(rows, 1);
        }
    }

    /** Whole numbers as they come. */
    static final class Labels {
        private int[] labels = new int[16];
        private int count;

        void add(int label) {
            if (count == labels.length) {
                labels = Arrays.copyOf(labels, count + (count >> 1));
            }
            labels[count++] = label;
        }

        /** Each by its new number. */
        int[] as(int[] numbers) {
            return Arrays.stream(labels, 0, count).map(label -> numbers[label]).toArray();
        }
    }
}
