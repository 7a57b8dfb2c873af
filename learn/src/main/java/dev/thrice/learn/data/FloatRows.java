package dev.thrice.learn.data;

import dev.thrice.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of float32.
 *
 * @param columns of a row
 * @param stride floats from one row to the next
 * @param owner whose memory it is, kept from being forgotten; null for nobody
 */
record FloatRows(MemorySegment segment, int columns, int stride, Tensor owner) implements Rows {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** A view. */
    static FloatRows of(Tensor tensor) {
        return new FloatRows(tensor.segment().asReadOnly(), tensor.columns(), tensor.leadingDimension(), tensor);
    }

    /** Memory for rows, one after the other, that lasts as long as somebody refers to it. */
    static FloatRows allocate(int rows, int columns) {
        MemorySegment segment = Arena.ofAuto().allocate((long) rows * columns * Float.BYTES, CACHE_LINE);
        return new FloatRows(segment, columns, columns, null);
    }

    void set(int row, float[] values) {
        MemorySegment.copy(values, 0, segment, FLOAT, offset(row), columns);
    }

    void get(int row, float[] values) {
        MemorySegment.copy(segment, FLOAT, offset(row), values, 0, columns);
    }

    @Override
    public float get(int row, int column) {
        return segment.get(FLOAT, offset(row) + (long) column * Float.BYTES);
    }

    @Override
    public void copy(int row, Tensor to, int toRow) {
        long offset = (long) toRow * to.leadingDimension() * Float.BYTES;
        MemorySegment.copy(segment, offset(row), to.segment(), offset, (long) columns * Float.BYTES);
    }

    @Override
    public int touch(int row) {
        long first = offset(row);
        long end = first + (long) columns * Float.BYTES;
        int sum = 0;
        for (long at = first; at < end; at += CACHE_LINE) {
            sum += segment.get(ValueLayout.JAVA_BYTE, at);
        }
        return sum;
    }

    private long offset(int row) {
        return (long) row * stride * Float.BYTES;
    }
}
