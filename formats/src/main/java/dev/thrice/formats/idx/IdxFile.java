package dev.thrice.formats.idx;

import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.ElementReader;
import dev.thrice.formats.io.InputFile;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array that was read from an idx file, the format of MNIST: a magic number {@code 0, 0, type, dimensions}, the size of each
 * dimension as a big-endian int32, then the elements, big-endian, the last dimension fastest.
 *
 * <p>What the header says is checked against the length of the file before any memory is taken, so that a damaged or
 * hostile file costs no more memory than it has bytes, or than these can be unpacked to.
 */
public final class IdxFile {
    private static final int MAGIC_BYTES = 4;
    private static final int ALIGNMENT = 64;
    private static final int LARGEST_READ = 1 << 24;
    private static final String PACKED = ".gz";

    private final Path path;
    private final ElementType type;
    private final int[] sizes;
    private final MemorySegment data;

    /** Looks at what a header says before memory is taken for the elements. */
    @FunctionalInterface
    public interface SizeCheck {
        /**
         * Checks the sizes.
         *
         * @param sizes of the dimensions
         * @throws FormatException if they are not what is expected
         */
        void check(int[] sizes) throws FormatException;
    }

    private IdxFile(Path path, ElementType type, int[] sizes, MemorySegment data) {
        this.path = path;
        this.type = type;
        this.sizes = sizes;
        this.data = data;
    }

    /**
     * Reads a file into memory.
     *
     * @param path an idx file of unsigned bytes (type 0x08), packed by gzip if its name ends with .gz
     * @param arena owns the memory
     * @return the array
     * @throws FormatException if the file is not an idx file of unsigned bytes, has more or fewer bytes than its
     *     header says, cannot be unpacked, or has other bytes after what was packed
     * @throws IOException if the file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static IdxFile read(Path path, Arena arena) throws IOException {
        return read(path, arena, sizes -> {});
    }

    /**
     * Reads a file whose sizes have to be certain ones.
     *
     * @param path an idx file of unsigned bytes (type 0x08), packed by gzip if its name ends with .gz
     * @param arena owns the memory; of a file of other sizes it takes none
     * @param expected looks at the sizes first
     * @return the array
     * @throws FormatException as of {@link #read(Path, Arena)}, and of the check
     * @throws IOException if the file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static IdxFile read(Path path, Arena arena, SizeCheck expected) throws IOException {
        return read(path, arena, EnumSet.of(ElementType.U8), expected);
    }

    /**
     * Reads a file whose elements may be of any type that the format has: integers of 8, 16 or 32 bits, floating point of 32 or 64.
     *
     * @param path an idx file, packed by gzip if its name ends with .gz
     * @param arena owns the memory
     * @return the array
     * @throws FormatException as of {@link #read(Path, Arena)}
     * @throws IOException if the file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static IdxFile readAny(Path path, Arena arena) throws IOException {
        return read(path, arena, EnumSet.allOf(ElementType.class), sizes -> {});
    }

    private static IdxFile read(Path path, Arena arena, Set<ElementType> types, SizeCheck expected) throws IOException {
        try (FileChannel file = InputFile.open(path, "an idx file")) {
            boolean packed = path.toString().endsWith(PACKED);
            return packed
                    ? unpack(path, file, arena, types, expected)
                    : new Content(path, file, types, expected).read(file.size(), arena);
        }
    }

    private static IdxFile unpack(Path path, FileChannel file, Arena arena, Set<ElementType> types, SizeCheck expected)
            throws IOException {
        try {
            Members members = new Members(file);
            IdxFile idx = new Content(path, Channels.newChannel(members), types, expected).unpack(file.size(), arena);
            if (members.left() > 0) {
                throw new FormatException(path + ": " + members.left()
                        + " bytes after what gzip packed, expected none; it is damaged, or two files in one");
            }
            return idx;
        } catch (ZipException | EOFException e) { // the latter of a file without a byte says nothing
            throw new FormatException(path + ": damaged, cut short or not packed by gzip: "
                    + Objects.requireNonNullElse(e.getMessage(), "it ends too early"));
        }
    }

    /**
     * The file.
     *
     * @return where it was read from
     */
    public Path path() {
        return path;
    }

    /**
     * The number of dimensions.
     *
     * @return at least 1
     */
    public int dimensions() {
        return sizes.length;
    }

    /**
     * The size of a dimension.
     *
     * @param dimension 0 is the slowest
     * @return its number of elements, at least 0
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public int size(int dimension) {
        return sizes[dimension];
    }

    /**
     * The elements as they are in the file, big-endian, the last dimension fastest.
     *
     * @return read-only memory, as alive as its arena; of unsigned bytes one byte an element
     */
    public MemorySegment data() {
        return data;
    }

    /**
     * The type of the elements.
     *
     * @return type; {@link ElementType#U8} unless any was asked for
     */
    public ElementType type() {
        return type;
    }

    /**
     * The elements as float32, each the one next to it.
     *
     * @param arena owns the memory
     * @return a row for each size of the first dimension, without padding; all of a single dimension are one row
     * @throws FormatException if there are too many, or a number is finite and too large for float32
     * @throws IllegalStateException if an arena is closed
     */
    public Tensor tensor(TensorArena arena) throws IOException {
        int rows = sizes.length == 1 ? 1 : sizes[0];
        long columns = product(path, sizes.length == 1 ? sizes : Arrays.copyOfRange(sizes, 1, sizes.length));
        if (columns > Integer.MAX_VALUE - 8) {
            throw new FormatException(this + ": expected fewer than 2^31 columns");
        }
        MemorySegment memory = arena.allocate(rows * columns * Float.BYTES, TensorArena.ALIGNMENT);
        Tensor tensor = Tensor.of(arena, memory, rows, (int) columns, (int) columns);
        elements(rows * columns).readTo(tensor);
        return tensor;
    }

    /**
     * The elements of an array of integers, such as labels.
     *
     * @return the last dimension fastest
     * @throws FormatException if they are of floating point, or more than an array can hold
     */
    public long[] longs() throws IOException {
        long count = product(path, sizes);
        if (!type.isInteger() || count > Integer.MAX_VALUE - 8) {
            throw new FormatException(this + " of " + type + ", expected fewer than 2^31 integers");
        }
        return elements(count).longs((int) count);
    }

    private ElementReader elements(long count) {
        long[] next = {0};
        return new ElementReader(toString(), type, ByteOrder.BIG_ENDIAN, count, to -> {
            int bytes = to.remaining();
            to.put(data.asSlice(next[0], bytes).asByteBuffer()).flip();
            next[0] += bytes;
        });
    }

    @Override
    public String toString() {
        return path + " " + describe(sizes);
    }

    /** What gzip packed into a file, one member or several; what is behind the last is not passed over in silence. */
    private static final class Members extends GZIPInputStream {
        /** A sum and a length, after what is compressed. */
        private static final int TRAILER = 8;

        /** Bytes that are asked of the file at once: 512, the usual, are a system call for each. */
        private static final int READ = 1 << 16;

        private final FileChannel file;
        private long filled;

        Members(FileChannel file) throws IOException {
            super(Channels.newInputStream(file), READ);
            this.file = file;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = file.position();
        }

        /** Bytes behind the last member, when all has been read: the inflater still holds what it did not take of its buffer. */
        long left() throws IOException {
            return file.size() - (filled - inf.getRemaining() + TRAILER);
        }
    }

    /** What is in a file, read from its beginning. */
    private static final class Content {
        private final Path path;
        private final ReadableByteChannel channel;
        private final Set<ElementType> types;
        private final SizeCheck expected;
        private ElementType type;
        private long position;

        Content(Path path, ReadableByteChannel channel, Set<ElementType> types, SizeCheck expected) {
            this.path = path;
            this.channel = channel;
            this.types = types;
            this.expected = expected;
        }

        /** All of it, which is known to be so many bytes. */
        IdxFile read(long length, Arena arena) throws IOException {
            int[] sizes = readSizes();
            long bytes = bytes(sizes);
            long present = length - position;
            if (present != bytes) {
                throw wrongLength(String.valueOf(present), bytes, sizes);
            }
            expected.check(sizes);
            return new IdxFile(path, type, sizes, readData(bytes, arena));
        }

        /** All of it, which is unpacked from so many bytes. */
        IdxFile unpack(long packed, Arena arena) throws IOException {
            int[] sizes = readSizes();
            long bytes = bytes(sizes);
            if (bytes > InputFile.LARGEST_EXPANSION * packed) {
                throw wrongLength("fewer", bytes, sizes);
            }
            expected.check(sizes);
            MemorySegment data = readData(bytes, arena);
            if (channel.read(ByteBuffer.allocate(1)) >= 0) { // which has the sum checked, too
                throw wrongLength("more", bytes, sizes);
            }
            return new IdxFile(path, type, sizes, data);
        }

        private long bytes(int[] sizes) throws FormatException {
            long elements = product(path, sizes);
            if (elements > Long.MAX_VALUE / type.bytes()) {
                throw tooMany(path, sizes);
            }
            return elements * type.bytes();
        }

        private FormatException wrongLength(String found, long expected, int[] sizes) {
            return new FormatException(path + ": " + found + " bytes of data, expected " + expected + " for "
                    + describe(sizes) + " " + (type == ElementType.U8 ? "unsigned bytes" : "of " + type));
        }

        private int[] readSizes() throws IOException {
            ByteBuffer magic = readHeader(MAGIC_BYTES);
            int code = Byte.toUnsignedInt(magic.get(2));
            int dimensions = Byte.toUnsignedInt(magic.get(3));
            if (magic.getShort(0) != 0) {
                throw new FormatException(
                        "%s: begins with 0x%08X, expected the magic number of an idx file of unsigned bytes, 0x000008nn"
                                .formatted(path, magic.getInt(0)));
            }
            type = type(code);
            if (type == null || !types.contains(type)) {
                throw new FormatException("%s: elements of type 0x%02X (%s), expected %s"
                        .formatted(
                                path,
                                code,
                                typeName(code),
                                types.size() == 1
                                        ? "0x08 (unsigned byte)"
                                        : "0x08 (unsigned byte), 0x09, 0x0B, 0x0C, 0x0D or 0x0E"));
            }
            if (dimensions == 0) {
                throw new FormatException(path + ": 0 dimensions, expected at least 1");
            }
            int[] sizes = new int[dimensions];
            readHeader(dimensions * Integer.BYTES).asIntBuffer().get(sizes);
            return sizes;
        }

        private ByteBuffer readHeader(int bytes) throws IOException {
            ByteBuffer header = ByteBuffer.allocate(bytes); // big-endian, as idx is
            readFully(header, "header");
            return header.flip();
        }

        private MemorySegment readData(long bytes, Arena arena) throws IOException {
            MemorySegment data = arena.allocate(bytes, ALIGNMENT);
            for (long offset = 0; offset < bytes; offset += LARGEST_READ) {
                long length = Math.min(LARGEST_READ, bytes - offset);
                readFully(data.asSlice(offset, length).asByteBuffer(), "data");
            }
            return data.asReadOnly();
        }

        private void readFully(ByteBuffer buffer, String part) throws IOException {
            while (buffer.hasRemaining()) {
                int read = channel.read(buffer);
                if (read < 0) {
                    throw new FormatException(path + ": ends after " + position + " bytes, within its " + part
                            + ", expected at least " + (position + buffer.remaining()));
                }
                position += read;
            }
        }
    }

    private static long product(Path path, int[] sizes) throws FormatException {
        long product = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new FormatException(path + ": dimensions " + describe(sizes) + ", expected no negative size");
            }
            if (size > 0 && product > Long.MAX_VALUE / size) {
                throw tooMany(path, sizes);
            }
            product *= size;
        }
        return product;
    }

    private static FormatException tooMany(Path path, int[] sizes) {
        return new FormatException(path + ": dimensions " + describe(sizes) + ", more elements than 64 bits can count");
    }

    /**
     * Sizes as messages show them.
     *
     * @param sizes of the dimensions
     * @return such as [60000 x 28 x 28]
     */
    public static String describe(int[] sizes) {
        return Arrays.toString(sizes).replace(", ", " x ");
    }

    private static ElementType type(int code) {
        return switch (code) {
            case 0x08 -> ElementType.U8;
            case 0x09 -> ElementType.I8;
            case 0x0B -> ElementType.I16;
            case 0x0C -> ElementType.I32;
            case 0x0D -> ElementType.F32;
            case 0x0E -> ElementType.F64;
            default -> null;
        };
    }

    private static String typeName(int type) {
        return switch (type) {
            case 0x09 -> "signed byte";
            case 0x0B -> "int16";
            case 0x0C -> "int32";
            case 0x0D -> "float32";
            case 0x0E -> "float64";
            default -> "unknown";
        };
    }
}
