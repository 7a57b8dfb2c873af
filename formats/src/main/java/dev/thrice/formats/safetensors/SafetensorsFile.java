package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.ElementReader;
import dev.thrice.formats.io.InputFile;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A safetensors file: eight bytes of header length, little-endian; a header in JSON, {name: {dtype, shape, data_offsets}}; then
 * the tensors' bytes, little-endian, without gaps. The header is checked as a whole; of the tensors those that are asked for are
 * read, the others may be of any type.
 *
 * <p>{@link #tensor tensor} and {@link #copy copy} read into memory of their own. {@link #view view} maps the file, so that a large
 * one is there at once, and is for files that nobody else writes: <strong>if somebody shortens a mapped file, the JVM ends with
 * SIGBUS</strong> as soon as a kernel reads what is gone; if somebody writes into it, numbers change. A file that is replaced by a
 * {@linkplain java.nio.file.StandardCopyOption#ATOMIC_MOVE move}, as {@link SafetensorsWriter} does it, is another file and harmless.
 *
 * <p>One thread at a time.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final long LONGEST_HEADER = 100_000_000; // the format's own limit
    private static final int ALIGNMENT = TensorArena.ALIGNMENT;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Header header;

    /** All of the file, if it is mapped, and into what. */
    private static final String BEGINNING = "the length of a header in 8 bytes, then its '{'";

    /** How one begins. */
    private static final String ZIP = "PK\u0003\u0004";

    private MemorySegment mapped;

    private TensorArena mappedInto;

    private SafetensorsFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        size = channel.size();
        header = readHeader();
    }

    /**
     * Opens a file and reads its header.
     *
     * @param path of the file
     * @return the file, its header checked, to be closed; tensors of it last as long as their arenas
     * @throws FormatException if it is not what the format says
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile open(Path path) throws IOException {
        FileChannel channel = InputFile.open(path, "a safetensors file");
        try {
            return new SafetensorsFile(path, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private Header readHeader() throws IOException {
        if (size <= Long.BYTES) {
            throw bad("is no safetensors file: " + size + " bytes, expected " + BEGINNING);
        }
        byte[] beginning = bytes(Long.BYTES + 1, 0).array();
        long length = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LONGEST_HEADER || length > size - Long.BYTES) {
            if (beginning[Long.BYTES] != '{') {
                throw bad("is no safetensors file: it begins with " + shown(beginning) + ", expected " + BEGINNING);
            }
            throw bad("header length " + Long.toUnsignedString(length) + ", expected at most " + LONGEST_HEADER
                    + " and what is in the file, " + (size - Long.BYTES));
        }
        byte[] text = bytes((int) length, Long.BYTES).array();
        return new Header(path, text, Long.BYTES, size - Long.BYTES - length);
    }

    private static String shown(byte... bytes) {
        String letters = new String(bytes, StandardCharsets.ISO_8859_1);
        if (letters.startsWith(ZIP)) {
            return "the bytes of a zip archive, such as torch.save writes";
        }
        boolean text = letters.chars().allMatch(each -> (each >= ' ' && each <= '~') || Character.isWhitespace(each));
        return text
                ? "'" + Printable.of(letters) + "'"
                : HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private ByteBuffer bytes(int length, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        InputFile.read(path, channel, bytes, from);
        return bytes;
    }

    /**
     * The file.
     *
     * @return what it was opened by
     */
    public Path path() {
        return path;
    }

    /**
     * The tensors' names.
     *
     * @return in the order of the header
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /**
     * What the file says of itself.
     *
     * @return texts by their keys, in the order of the header
     */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * What the header says of a tensor.
     *
     * @param name of the tensor
     * @return type, shape and place
     * @throws FormatException if there is none of this name
     */
    public TensorEntry entry(String name) throws FormatException {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw bad("no tensor " + Printable.name(name) + ", it has "
                    + (names().isEmpty() ? "none" : Printable.list(names())));
        }
        return entry;
    }

    /**
     * What the header says of a tensor that has to be of some kind.
     *
     * @param name of the tensor
     * @param dimensions it has to have
     * @param types of which it has to have one
     * @return type, shape and place
     * @throws FormatException if there is none of this name, or it is another
     */
    public TensorEntry entry(String name, int dimensions, Collection<ElementType> types) throws FormatException {
        TensorEntry entry = entry(name);
        if (entry.shape().size() != dimensions
                || entry.type().filter(types::contains).isEmpty()) {
            String expected = types.stream().map(ElementType::name).collect(Collectors.joining(" or "));
            throw bad(entry + ", expected " + expected + " of " + dimensions + " dimension(s)");
        }
        return entry;
    }

    /**
     * A size of a tensor that has elements.
     *
     * @param entry of this file
     * @param dimension from 0 on
     * @return the size
     * @throws FormatException if it is 0, or larger than a tensor in memory can have
     */
    public int size(TensorEntry entry, int dimension) throws FormatException {
        long found = entry.shape().get(dimension);
        if (found < 1 || found > Integer.MAX_VALUE) {
            throw bad(entry + ", expected sizes of 1 to " + Integer.MAX_VALUE);
        }
        return (int) found;
    }

    /**
     * Reads a tensor into memory of its own.
     *
     * @param name of one of F32, F16 or BF16, of two dimensions at most; one of a single dimension is a row
     * @param arena owns the memory
     * @return the tensor, its rows without padding
     * @throws FormatException if there is none of this name, or it is another
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(String name, TensorArena arena) throws IOException {
        return tensor(entry(name), arena);
    }

    /**
     * Reads a tensor into memory of its own.
     *
     * @param entry of this file, {@linkplain TensorEntry#folded folded} if it has more than two dimensions, {@linkplain
     *     TensorEntry#narrowed to be narrowed} unless its type is F32, F16 or BF16
     * @param arena owns the memory
     * @return the tensor, its rows without padding
     * @throws FormatException if it is of another type or of more dimensions, larger than a tensor can be, or has a number that is finite
     *     and too large for float32
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(TensorEntry entry, TensorArena arena) throws IOException {
        readable(entry);
        int rows = rows(entry);
        int columns = columns(entry);
        MemorySegment memory = arena.allocate((long) rows * columns * Float.BYTES, ALIGNMENT);
        Tensor tensor = Tensor.of(arena, memory, rows, columns, columns);
        copy(entry, tensor);
        return tensor;
    }

    /**
     * A tensor where it is in the file, which is mapped, if that can be: if it is of type F32 and begins at a multiple of 4 bytes, and the
     * machine is little-endian. Else as of {@link #tensor(String, TensorArena)}. The class tells of the danger.
     *
     * @param name of one of F32, F16 or BF16, of two dimensions at most; one of a single dimension is a row
     * @param arena the file is mapped into, once
     * @return the tensor, read-only where it is in the file
     * @throws FormatException if there is none of this name, or it is another
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor view(String name, TensorArena arena) throws IOException {
        return view(entry(name), arena);
    }

    /**
     * A tensor where it is in the file, as of {@link #view(String, TensorArena)}.
     *
     * @param entry as of {@link #tensor(TensorEntry, TensorArena)}
     * @param arena the file is mapped into, once
     * @return the tensor, read-only where it is in the file
     * @throws FormatException as of {@link #tensor(TensorEntry, TensorArena)}
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor view(TensorEntry entry, TensorArena arena) throws IOException {
        boolean inPlace = readable(entry) == ElementType.F32
                && entry.begin() % Float.BYTES == 0
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        if (!inPlace) {
            return tensor(entry, arena);
        }
        int rows = rows(entry);
        int columns = columns(entry);
        MemorySegment memory = map(arena).asSlice(entry.begin(), (long) rows * columns * Float.BYTES);
        return Tensor.of(arena, memory, rows, columns, columns);
    }

    private MemorySegment map(TensorArena arena) throws IOException {
        if (mappedInto != arena) {
            if (channel.size() < size) {
                throw bad("ends too early, at byte " + channel.size() + ", expected " + size);
            }
            mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            mappedInto = arena;
        }
        return mapped;
    }

    /**
     * Copies a tensor, row after row.
     *
     * @param from as of {@link #tensor(TensorEntry, TensorArena)}
     * @param to a tensor of its shape
     * @throws FormatException as of {@link #tensor(TensorEntry, TensorArena)}
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the other's shape is another
     */
    public void copy(TensorEntry from, Tensor to) throws IOException {
        readable(from);
        if (rows(from) != to.rows() || columns(from) != to.columns()) {
            throw new IllegalArgumentException("copy: " + from + " to " + to + ", expected one shape");
        }
        elements(from, (long) to.rows() * to.columns()).readTo(to);
    }

    /**
     * Copies a tensor, as of {@link #copy}, whose numbers have to be finite.
     *
     * @param from as of {@link #tensor(TensorEntry, TensorArena)}
     * @param to a tensor of its shape
     * @throws FormatException also if a number is not finite
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the other's shape is another
     */
    public void copyFinite(TensorEntry from, Tensor to) throws IOException {
        copy(from, to);
        for (int i = 0; i < to.rows() && to.columns() > 0; i++) {
            for (int j = 0; j < to.columns(); j++) {
                if (!Float.isFinite(to.get(i, j))) {
                    throw bad(from + ": " + to.get(i, j) + " in row " + i + ", expected finite numbers");
                }
            }
        }
    }

    /**
     * Reads a tensor of whole numbers, such as labels.
     *
     * @param from of integers or truth values, of any shape
     * @return its elements, the last dimension fastest
     * @throws FormatException if it is of another type, larger than an array can be, or has a number of 2^63 or more
     * @throws IOException if it cannot be read
     */
    public long[] longs(TensorEntry from) throws IOException {
        boolean whole = from.type()
                .filter(type -> type.isInteger() || type == ElementType.BOOL)
                .isPresent();
        if (!whole) {
            throw bad(from + ", expected integers");
        }
        return elements(from, columns(from.folded(0))).longs(columns(from.folded(0)));
    }

    private ElementReader elements(TensorEntry of, long count) {
        long[] next = {of.begin()};
        return new ElementReader(path + ": " + of, of.type().orElseThrow(), ByteOrder.LITTLE_ENDIAN, count, buffer -> {
            int bytes = buffer.remaining();
            InputFile.read(path, channel, buffer, next[0]);
            next[0] += bytes;
        });
    }

    /** The type, if it can be made float32 of as was asked for. */
    private ElementType readable(TensorEntry entry) throws FormatException {
        Set<ElementType> types =
                entry.isNarrowed() ? EnumSet.allOf(ElementType.class) : EnumSet.copyOf(ElementType.FLOATS);
        ElementType type = entry.type().filter(types::contains).orElse(null);
        if (type == null) {
            String expected = ElementType.FLOATS.stream().map(ElementType::name).collect(Collectors.joining(" or "));
            throw bad(entry + ", expected " + expected
                    + (entry.type().isPresent() ? ", or to be asked for narrowed" : ""));
        }
        if (entry.shape().size() > 2) {
            throw bad(entry + ", expected at most 2 dimensions, or to be asked for folded");
        }
        return type;
    }

    private int rows(TensorEntry entry) throws FormatException {
        return intOf(entry, entry.shape().size() < 2 ? 1 : entry.shape().getFirst());
    }

    private int columns(TensorEntry entry) throws FormatException {
        return intOf(entry, entry.shape().isEmpty() ? 1 : entry.shape().getLast());
    }

    private int intOf(TensorEntry entry, long found) throws FormatException {
        if (found > Integer.MAX_VALUE - 8) {
            throw bad(entry + ", expected fewer than 2^31 rows and columns");
        }
        return (int) found;
    }

    /** Ends the reading. Tensors stay, as long as their arenas. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    FormatException bad(String what) {
        return new FormatException(path + ": " + what);
    }
}
