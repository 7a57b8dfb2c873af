package dev.thrice.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Class labels of a batch, one int32 a row, off-heap. Every label is in [0, classes), which is checked as it is set. */
public final class Labels {
    private final MemorySegment segment;
    private final TensorArena arena;
    private final int size;
    private final int classes;

    private Labels(MemorySegment segment, TensorArena arena, int size, int classes) {
        this.segment = segment;
        this.arena = arena;
        this.size = size;
        this.classes = classes;
    }

    /**
     * Allocates labels, all 0.
     *
     * @param arena owns the memory
     * @param size number of labels, at least 0
     * @param classes number of classes, at least 1
     * @return the labels
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Labels allocate(TensorArena arena, int size, int classes) {
        if (size < 0 || classes < 1) {
            throw new IllegalArgumentException("labels: " + size + " labels of " + classes + " classes");
        }
        long bytes = (long) size * Integer.BYTES;
        return new Labels(arena.allocate(bytes, TensorArena.ALIGNMENT), arena, size, classes);
    }

    /**
     * A view of some rows' labels.
     *
     * @param first index of the first row
     * @param count number of rows
     * @return the view, on the same memory
     * @throws IndexOutOfBoundsException if the rows are not all within these labels
     */
    public Labels rows(int first, int count) {
        Objects.checkFromIndexSize(first, count, size);
        long offset = (long) first * Integer.BYTES;
        return new Labels(segment.asSlice(offset, (long) count * Integer.BYTES), arena, count, classes);
    }

    /**
     * Reads a label.
     *
     * @param index of the row
     * @return its class
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public int get(int index) {
        Objects.checkIndex(index, size);
        return segment.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    /**
     * Sets a label.
     *
     * @param index of the row
     * @param label its class
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws IllegalArgumentException if there is no such class
     */
    public void set(int index, int label) {
        Objects.checkIndex(index, size);
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    "label " + label + " of row " + index + ", expected 0 to " + (classes - 1));
        }
        segment.setAtIndex(ValueLayout.JAVA_INT, index, label);
    }

    /**
     * The number of labels.
     *
     * @return rows of the batch
     */
    public int size() {
        return size;
    }

    /**
     * The number of classes.
     *
     * @return columns of the matching log-probabilities
     */
    public int classes() {
        return classes;
    }

    long address() {
        return segment.address();
    }

    void hold() {
        arena.hold();
    }

    void release() {
        arena.release();
    }
}
