package dev.thrice.formats.numpy;

import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.ElementReader;
import dev.thrice.formats.io.InputFile;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * An array of numpy's, in a file of its own or in a {@link NpzFile}: of floating point, integers or truth values, in the order of C's
 * arrays or of Fortran's, of either order of bytes. The header is checked against the length of what there is before memory is taken.
 */
public final class NpyArray {
    /** What an array is read from, from its beginning, as often as is asked. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    private final String name;
    private final Content content;
    private final NpyHeader header;
    private final long elements;

    /** An array that takes so many bytes with its header. */
    NpyArray(String name, Content content, long length) throws IOException {
        this.name = name;
        this.content = content;
        try (ReadableByteChannel channel = Channels.newChannel(content.open())) {
            header = new NpyHeader(name, bytes -> {
                ByteBuffer buffer = ByteBuffer.allocate(bytes);
                fill(channel, buffer, "its header");
                return buffer;
            });
        }
        elements = product(header.shape());
        long expected = elements * header.type().bytes();
        if (length - header.bytes() != expected) {
            throw bad((length - header.bytes()) + " bytes of data, expected " + expected + " for " + this);
        }
    }

    /**
     * Opens a file and reads its header. Nothing stays open.
     *
     * @param path of a .npy file
     * @return the array, its header checked
     * @throws FormatException if it is not what the format says, or holds something else than numbers
     * @throws IOException if it cannot be read
     */
    public static NpyArray open(Path path) throws IOException {
        long length;
        try (FileChannel file = InputFile.open(path, "a .npy file")) {
            length = file.size();
        }
        return new NpyArray(
                path.toString(), () -> Channels.newInputStream(InputFile.open(path, "a .npy file")), length);
    }

    /**
     * The type of the elements.
     *
     * @return type
     */
    public ElementType type() {
        return header.type();
    }

    /**
     * The sizes of its dimensions.
     *
     * @return none of a scalar
     */
    public List<Long> shape() {
        return header.shape();
    }

    /**
     * Reads the array as a matrix, each number as the float32 next to it.
     *
     * @param arena owns the memory
     * @return the tensor, its rows without padding; an array of a single dimension is a row
     * @throws FormatException if it has more than two dimensions, is larger than a tensor can be, was changed meanwhile, or has a
     *     number that is finite and too large for float32
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(TensorArena arena) throws IOException {
        if (shape().size() > 2) {
            throw bad(this + ", expected at most 2 dimensions, or to be told how many of them are rows");
        }
        return tensor(arena, Math.max(0, shape().size() - 1));
    }

    /**
     * Reads an array of any number of dimensions as a matrix.
     *
     * @param arena owns the memory
     * @param rowDimensions of how many dimensions, from the first on, a combination is a row; one of all the others is a column
     * @return the tensor, its rows without padding
     * @throws FormatException as of {@link #tensor(TensorArena)}
     * @throws IOException if it cannot be read
     * @throws IndexOutOfBoundsException if there are not so many dimensions
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(TensorArena arena, int rowDimensions) throws IOException {
        int rows = intOf(product(shape().subList(0, rowDimensions)));
        int columns = intOf(product(shape().subList(rowDimensions, shape().size())));
        MemorySegment memory = arena.allocate((long) rows * columns * Float.BYTES, TensorArena.ALIGNMENT);
        Tensor tensor = Tensor.of(arena, memory, rows, columns, columns);
        read(reader -> {
            if (isInOrder()) {
                reader.readTo(tensor);
                return;
            }
            Places places = new Places(shape());
            for (long i = 0; i < elements; i++) {
                long place = places.next();
                float value = reader.nextFloat((int) (place / columns), (int) (place % columns));
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, place, value);
            }
        });
        return tensor;
    }

    /**
     * Reads an array of whole numbers, such as labels.
     *
     * @return its elements, the last dimension fastest
     * @throws FormatException if it is of floating point, larger than an array can be, was changed meanwhile, or has a number of 2^63
     *     or more
     * @throws IOException if it cannot be read
     */
    public long[] longs() throws IOException {
        if (!type().isInteger() && type() != ElementType.BOOL) {
            throw bad(this + ", expected integers");
        }
        long[] values = new long[intOf(elements)];
        read(reader -> {
            Places places = new Places(isInOrder() ? List.of(elements) : shape());
            for (int i = 0; i < values.length; i++) {
                int place = (int) places.next();
                values[place] = reader.nextLong(place);
            }
        });
        return values;
    }

    /** Fortran's order is C's where there is at most one dimension of some length. */
    private boolean isInOrder() {
        return !header.isFortran() || shape().stream().filter(size -> size != 1).count() <= 1;
    }

    /** Where, in C's order, what comes next in Fortran's goes: the first dimension is the fastest. */
    private static final class Places {
        private final List<Long> sizes;
        private final long[] strides;
        private final long[] at;
        private long place;
        private boolean begun;

        Places(List<Long> sizes) {
            this.sizes = sizes;
            at = new long[sizes.size()];
            strides = new long[sizes.size()];
            long stride = 1;
            for (int d = sizes.size() - 1; d >= 0; d--) {
                strides[d] = stride;
                stride *= sizes.get(d);
            }
        }

        long next() {
            if (!begun) {
                begun = true;
                return 0;
            }
            int d = 0;
            while (++at[d] == sizes.get(d)) {
                place -= strides[d] * (at[d] - 1);
                at[d++] = 0;
            }
            place += strides[d];
            return place;
        }
    }

    private interface Reading {
        void from(ElementReader reader) throws IOException;
    }

    private void read(Reading reading) throws IOException {
        try (InputStream in = content.open();
                ReadableByteChannel channel = Channels.newChannel(in)) {
            fill(channel, ByteBuffer.allocate(header.bytes()), "its header");
            reading.from(new ElementReader(
                    name + ": " + this, type(), header.order(), elements, to -> fill(channel, to, "its data")));
            if (channel.read(ByteBuffer.allocate(1)) >= 0) { // which has the sum of a member checked, too
                throw bad("more data than before, expected it to stay as it is");
            }
        }
    }

    private void fill(ReadableByteChannel channel, ByteBuffer to, String part) throws IOException {
        while (to.hasRemaining()) {
            if (channel.read(to) < 0) {
                throw bad("ends within " + part + ", expected " + to.remaining() + " bytes more");
            }
        }
        to.flip();
    }

    private long product(List<Long> sizes) throws FormatException {
        if (sizes.contains(0L)) {
            return 0;
        }
        long product = 1;
        for (long size : sizes) {
            if (size > Long.MAX_VALUE / Long.BYTES / product) {
                throw bad(sizes + ", more elements than 64 bits can count the bytes of");
            }
            product *= size;
        }
        return product;
    }

    private int intOf(long found) throws FormatException {
        if (found > Integer.MAX_VALUE - 8) {
            throw bad(this + ", expected fewer than 2^31 rows and columns");
        }
        return (int) found;
    }

    private FormatException bad(String what) {
        return new FormatException(name + ": " + what);
    }

    @Override
    public String toString() {
        return type() + " " + shape();
    }
}
