package dev.thrice.formats.io;

import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of a file, in their order, a bufferful at a time, as float32 or as whole numbers. */
public final class ElementReader {
    private static final int BUFFER_BYTES = 1 << 16; // a multiple of every element's bytes
    private static final int LARGEST_READ = 1 << 24;

    /** Where the bytes come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Fills a buffer with the bytes that come next.
         *
         * @param to to be filled up to its limit, and to be left ready to be read from
         * @throws IOException if there are not so many, or they cannot be read
         */
        void fill(ByteBuffer to) throws IOException;
    }

    private final String name;
    private final ElementType type;
    private final ByteOrder order;
    private final Source source;
    private final ByteBuffer buffer;
    private long left;

    /**
     * A reader of an array.
     *
     * @param name of the array, with its file, for messages
     * @param type of its elements
     * @param order of their bytes
     * @param elements how many there are
     * @param source of the bytes
     */
    public ElementReader(String name, ElementType type, ByteOrder order, long elements, Source source) {
        this.name = name;
        this.type = type;
        this.order = order;
        this.source = source;
        left = elements * type.bytes();
        buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, left))
                .order(order)
                .limit(0);
    }

    /**
     * Reads into a tensor, row after row.
     *
     * @param to of as many elements as there are
     * @throws FormatException if a number is finite and too large for float32
     * @throws IOException as of the source
     */
    public void readTo(Tensor to) throws IOException {
        boolean compact = to.rows() < 2 || to.leadingDimension() == to.columns();
        if (compact && isMemorysOwn()) {
            readBytes(to.segment().asSlice(0, (long) to.rows() * to.columns() * Float.BYTES));
            return;
        }
        for (int i = 0; i < to.rows() && to.columns() > 0; i++) {
            readRow(to, i);
        }
    }

    private boolean isMemorysOwn() {
        return type == ElementType.F32 && order == ByteOrder.nativeOrder();
    }

    private void readBytes(MemorySegment to) throws IOException {
        for (long at = 0; at < to.byteSize(); at += LARGEST_READ) {
            long bytes = Math.min(LARGEST_READ, to.byteSize() - at);
            source.fill(to.asSlice(at, bytes).asByteBuffer());
        }
    }

    private void readRow(Tensor to, int row) throws IOException {
        int column = 0;
        while (column < to.columns()) {
            int count = Math.min(available() / type.bytes(), to.columns() - column);
            long at = ((long) row * to.leadingDimension() + column) * Float.BYTES;
            if (isMemorysOwn()) {
                MemorySegment.copy(MemorySegment.ofBuffer(buffer), 0, to.segment(), at, (long) count * Float.BYTES);
            } else {
                convert(to, row, column, count);
            }
            buffer.position(buffer.position() + count * type.bytes());
            column += count;
        }
    }

    private void convert(Tensor to, int row, int column, int count) throws FormatException {
        long at = ((long) row * to.leadingDimension() + column) * Float.BYTES;
        for (int j = 0; j < count; j++) {
            float value = floatAt(buffer.position() + j * type.bytes(), row, column + j);
            to.segment().set(ValueLayout.JAVA_FLOAT, at + (long) j * Float.BYTES, value);
        }
    }

    private float floatAt(int index, int row, int column) throws FormatException {
        float value = type.floatAt(buffer, index);
        if (type == ElementType.F64 && Float.isInfinite(value) && Double.isFinite(buffer.getDouble(index))) {
            throw new FormatException(name + ": " + buffer.getDouble(index) + " in row " + row + ", column " + column
                    + ", expected numbers that float32 can hold");
        }
        return value;
    }

    /**
     * Reads the element that comes next.
     *
     * @param row where it goes, for messages
     * @param column where it goes, for messages
     * @return its value as float32
     * @throws FormatException if it is finite and too large for float32
     * @throws IOException as of the source
     */
    public float nextFloat(int row, int column) throws IOException {
        available();
        float value = floatAt(buffer.position(), row, column);
        buffer.position(buffer.position() + type.bytes());
        return value;
    }

    /**
     * Reads the whole number that comes next.
     *
     * @param index where it goes, for messages
     * @return the number
     * @throws FormatException if it is 2^63 or more
     * @throws IOException as of the source
     */
    public long nextLong(int index) throws IOException {
        available();
        long value = type.longAt(buffer, buffer.position());
        if (type == ElementType.U64 && value < 0) {
            throw new FormatException(name + ": " + Long.toUnsignedString(value) + " at index " + index
                    + ", expected numbers below 2^63");
        }
        buffer.position(buffer.position() + type.bytes());
        return value;
    }

    /**
     * Reads whole numbers.
     *
     * @param count of those that come next
     * @return the numbers
     * @throws FormatException if one is 2^63 or more
     * @throws IOException as of the source
     */
    public long[] longs(int count) throws IOException {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = nextLong(i);
        }
        return values;
    }

    /** Bytes in the buffer, at least an element's. */
    private int available() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            left -= buffer.limit();
            source.fill(buffer);
        }
        return buffer.remaining();
    }
}
