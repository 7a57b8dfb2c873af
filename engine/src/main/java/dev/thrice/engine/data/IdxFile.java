package dev.thrice.engine.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * An array of unsigned bytes that was read from an idx file, the format of MNIST: a magic number {@code 0, 0, type,
 * dimensions}, the size of each dimension as a big-endian int32, then the elements, the last dimension fastest.
 *
 * <p>What the header says is checked against the length of the file before any memory is taken, so that a damaged or
 * hostile file costs no more memory than it has bytes.
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAGIC_BYTES = 4;
    private static final int ALIGNMENT = 64;
    private static final int LARGEST_READ = 1 << 24;

    private final Path path;
    private final int[] sizes;
    private final MemorySegment data;

    /** Looks at what a header says before memory is taken for the elements. */
    @FunctionalInterface
    interface SizeCheck {
        void check(int[] sizes) throws IdxFormatException;
    }

    private IdxFile(Path path, int[] sizes, MemorySegment data) {
        this.path = path;
        this.sizes = sizes;
        this.data = data;
    }

    /**
     * Reads a file into memory.
     *
     * @param path an uncompressed idx file of unsigned bytes (type 0x08)
     * @param arena owns the memory
     * @return the array
     * @throws IdxFormatException if the file is not an idx file of unsigned bytes, or has more or fewer bytes than its
     *     header says
     * @throws IOException if the file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static IdxFile read(Path path, Arena arena) throws IOException {
        return read(path, arena, sizes -> {});
    }

    /** The same of a file whose sizes have to be certain ones. */
    static IdxFile read(Path path, Arena arena, SizeCheck expected) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": a folder, expected an idx file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            int[] sizes = readSizes(path, channel);
            long bytes = product(path, sizes);
            long present = channel.size() - channel.position();
            if (present != bytes) {
                throw new IdxFormatException(path + ": " + present + " bytes of data, expected " + bytes + " for "
                        + describe(sizes) + " unsigned bytes");
            }
            expected.check(sizes);
            MemorySegment data = arena.allocate(bytes, ALIGNMENT);
            for (long offset = 0; offset < bytes; offset += LARGEST_READ) {
                long length = Math.min(LARGEST_READ, bytes - offset);
                readFully(path, channel, data.asSlice(offset, length).asByteBuffer(), "data");
            }
            return new IdxFile(path, sizes, data.asReadOnly());
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": permission denied", e);
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
     * The elements, unsigned, the last dimension fastest.
     *
     * @return read-only memory, as alive as its arena, one byte an element
     */
    public MemorySegment data() {
        return data;
    }

    @Override
    public String toString() {
        return path + " " + describe(sizes);
    }

    private static int[] readSizes(Path path, FileChannel channel) throws IOException {
        ByteBuffer magic = readHeader(path, channel, MAGIC_BYTES);
        int type = Byte.toUnsignedInt(magic.get(2));
        int dimensions = Byte.toUnsignedInt(magic.get(3));
        if (magic.getShort(0) != 0) {
            throw new IdxFormatException(
                    "%s: begins with 0x%08X, expected the magic number of an idx file of unsigned bytes, 0x000008nn"
                            .formatted(path, magic.getInt(0)));
        }
        if (type != UNSIGNED_BYTE) {
            throw new IdxFormatException("%s: elements of type 0x%02X (%s), expected 0x08 (unsigned byte)"
                    .formatted(path, type, typeName(type)));
        }
        if (dimensions == 0) {
            throw new IdxFormatException(path + ": 0 dimensions, expected at least 1");
        }
        int[] sizes = new int[dimensions];
        readHeader(path, channel, dimensions * Integer.BYTES).asIntBuffer().get(sizes);
        return sizes;
    }

    private static ByteBuffer readHeader(Path path, FileChannel channel, int bytes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(bytes); // big-endian, as idx is
        readFully(path, channel, header, "header");
        return header.flip();
    }

    private static void readFully(Path path, FileChannel channel, ByteBuffer buffer, String part) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IdxFormatException(path + ": ends after " + channel.position() + " bytes, within its " + part
                        + ", expected at least " + (channel.position() + buffer.remaining()));
            }
        }
    }

    private static long product(Path path, int[] sizes) throws IdxFormatException {
        long product = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new IdxFormatException(path + ": dimensions " + describe(sizes) + ", expected no negative size");
            }
            if (size > 0 && product > Long.MAX_VALUE / size) {
                throw new IdxFormatException(
                        path + ": dimensions " + describe(sizes) + ", more elements than 64 bits can count");
            }
            product *= size;
        }
        return product;
    }

    static String describe(int[] sizes) {
        return Arrays.toString(sizes).replace(", ", " x ");
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
