package dev.thrice.lab.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.thrice.formats.io.Printable;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.output.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A safetensors file: eight bytes of header length, little-endian; a header in JSON, {name: {dtype, shape, data_offsets}}; then
 * the tensors' bytes, little-endian, without gaps. The header is checked as a whole, of the tensors those that are asked for are
 * read; the others may be of any type. It is read, not mapped: a mapped file that somebody shortens ends the JVM.
 */
public final class SafetensorsFile implements AutoCloseable {
    /**
     * A tensor as it is in the file.
     *
     * @param name unique in the file
     * @param dtype as the format calls it, such as F32
     * @param shape its sizes
     * @param begin of its bytes, in the file
     */
    public record Entry(String name, String dtype, List<Long> shape, long begin) {
        @Override
        public String toString() {
            return Printable.name(name) + " (" + Printable.name(dtype) + " " + sizes(shape) + ")";
        }
    }

    static final String METADATA = "__metadata__";
    private static final long LONGEST_HEADER = 100_000_000; // the format's own limit
    private static final int NAMES_SHOWN = 10;
    private static final int SIZES_SHOWN = 8;
    private static final int BUFFER_BYTES = 1 << 16;
    /** Rows are whole cache lines of so many elements. */
    private static final long LINE = 16;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private JsonNode metadata = JsonNodeFactory.instance.objectNode();

    private SafetensorsFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        size = channel.size();
    }

    /**
     * Opens a file and reads its header.
     *
     * @param path of the file
     * @return the file, its header checked, to be closed
     * @throws UserError if it cannot be read, or is not what the format says
     */
    public static SafetensorsFile open(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new UserError("cannot read " + path + ": it is no plain file, expected one");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                SafetensorsFile file = new SafetensorsFile(path, channel);
                file.parse();
                return file;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    private static UserError cannotRead(Path path, IOException e) {
        return new UserError("cannot read " + path + ": " + Reason.of(e));
    }

    Path path() {
        return path;
    }

    /**
     * The tensors' names.
     *
     * @return in the order of the header
     */
    public Set<String> names() {
        return entries.keySet();
    }

    /**
     * Something that the file says of itself.
     *
     * @param key what of
     * @return what it says, if anything
     * @throws UserError if that is no text
     */
    Optional<String> metadata(String key) {
        JsonNode value = metadata.path(key);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw bad(METADATA + " " + key + ": " + Printable.name(value.toString()) + ", expected a text");
        }
        return Optional.ofNullable(value.textValue());
    }

    /**
     * A tensor of a type and a number of dimensions.
     *
     * @param name of the tensor
     * @param dimensions it has to have
     * @param dtypes of which it has to have one
     * @return the tensor
     * @throws UserError if there is none of this name, or it is another
     */
    public Entry get(String name, int dimensions, Collection<Dtype> dtypes) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw bad("no tensor " + Printable.name(name) + ", it has " + list(names()));
        }
        boolean fits = Dtype.of(entry.dtype()).filter(dtypes::contains).isPresent();
        if (!fits || entry.shape().size() != dimensions) {
            String expected = dtypes.stream().map(Dtype::name).collect(Collectors.joining(" or "));
            throw bad(entry + ", expected " + expected + " of " + dimensions + " dimension(s)");
        }
        return entry;
    }

    /**
     * A size of a tensor.
     *
     * @param entry of this file
     * @param dimension from 0 on
     * @return the size
     * @throws UserError if it is 0, which a tensor may have that is not used, or larger than a tensor in memory can have
     */
    public int size(Entry entry, int dimension) {
        long found = entry.shape().get(dimension);
        if (found < 1 || found > Integer.MAX_VALUE) {
            throw bad(entry + ", expected sizes of 1 to " + Integer.MAX_VALUE);
        }
        return (int) found;
    }

    /**
     * Checks that a matrix can be held, and its elements in an array.
     *
     * @param entry of this file, of two dimensions
     * @param rows that it, or what is computed from it, has
     * @param columns that it, or what is computed from it, has
     * @throws UserError if not
     */
    public void requireCountable(Entry entry, int rows, int columns) {
        if ((long) rows * (columns + LINE) > Integer.MAX_VALUE) {
            throw bad(entry + ", expected matrices of fewer than 2^31 elements, and not of " + rows + " x " + columns);
        }
    }

    /**
     * Names as they are shown in a message.
     *
     * @param names from a file
     * @return the first of them
     */
    public static String list(Collection<String> names) {
        String first = names.stream().limit(NAMES_SHOWN).map(Printable::name).collect(Collectors.joining(", "));
        return names.size() <= NAMES_SHOWN ? first : first + " and " + (names.size() - NAMES_SHOWN) + " more";
    }

    /**
     * Copies a tensor, row after row, and widens its elements, which is exact.
     *
     * @param from a tensor of one of {@link Dtype#FLOATS}, as {@link #get} returned it
     * @param to a tensor of its shape
     * @throws UserError if it cannot be read, or a number is not finite
     */
    public void copy(Entry from, Tensor to) {
        Dtype dtype = Dtype.valueOf(from.dtype());
        try {
            Elements elements = new Elements(from, (long) to.rows() * to.columns() * dtype.bytes());
            for (int i = 0; i < to.rows(); i++) {
                for (int j = 0; j < to.columns(); j++) {
                    float value = dtype.floatFrom(elements.next(dtype.bytes()));
                    if (!Float.isFinite(value)) {
                        throw bad(from + ": " + value + " in row " + i + ", expected finite numbers");
                    }
                    to.set(i, j, value);
                }
            }
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    /**
     * The elements of a tensor of integers.
     *
     * @param from a tensor of type I64, as {@link #get} returned it
     * @param count of its elements
     * @return its elements
     * @throws UserError if it cannot be read
     */
    public long[] longs(Entry from, int count) {
        try {
            Elements elements = new Elements(from, (long) count * Long.BYTES);
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = elements.next(Long.BYTES).getLong();
            }
            return values;
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    /** A tensor's bytes, a bufferful at a time. */
    private final class Elements {
        private final ByteBuffer buffer =
                ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
        private long position;
        private long left;

        private Elements(Entry of, long bytes) {
            position = of.begin();
            left = bytes;
        }

        private ByteBuffer next(int bytes) throws IOException {
            if (buffer.remaining() < bytes) { // then none remain, since sizes are powers of two
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                position += buffer.limit();
                left -= buffer.limit();
                read(buffer, position - buffer.limit());
            }
            return buffer;
        }
    }

    /** Fills the buffer and makes it ready to be read from. */
    private void read(ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException(); // somebody shortened it
            }
        }
        buffer.flip();
    }

    private ByteBuffer bytes(int length, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(bytes, from);
        return bytes;
    }

    private void parse() throws IOException {
        if (size < Long.BYTES) {
            throw bad(size + " bytes, expected at least the 8 of a header length");
        }
        long length = bytes(Long.BYTES, 0).getLong();
        if (length < 0 || length > LONGEST_HEADER || length > size - Long.BYTES) {
            throw bad("header length " + length + ", expected at most " + LONGEST_HEADER + " and what is in the file, "
                    + (size - Long.BYTES));
        }
        long data = Long.BYTES + length;
        List<long[]> ranges = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property :
                json(bytes((int) length, Long.BYTES)).properties()) {
            if (!property.getKey().equals(METADATA)) {
                ranges.add(add(property.getKey(), property.getValue(), data));
            } else if (property.getValue().isObject()) {
                metadata = property.getValue();
            } else {
                throw bad(METADATA + " is not a JSON object");
            }
        }
        requireNoGaps(ranges, size - data);
    }

    private JsonNode json(ByteBuffer header) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(header);
            JsonNode json = MAPPER.readTree(text.toString());
            if (json.isObject()) {
                return json;
            }
        } catch (CharacterCodingException e) {
            throw bad("header is " + Reason.of(e));
        } catch (JsonProcessingException e) {
            throw bad("header is not JSON: " + Printable.name(e.getOriginalMessage()));
        }
        throw bad("header is not a JSON object");
    }

    private long[] add(String name, JsonNode json, long data) {
        String tensor = "tensor " + Printable.name(name);
        if (!json.path("dtype").isTextual()) {
            throw bad(tensor + " has no dtype");
        }
        String dtype = json.path("dtype").textValue();
        long[] shape = numbers(tensor, json.path("shape"));
        long[] offsets = numbers(tensor, json.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > size - data) {
            throw bad(tensor + " at " + sizes(Arrays.stream(offsets).boxed().toList())
                    + ", expected a begin and an end within " + (size - data) + " bytes");
        }
        List<Long> sizes = Arrays.stream(shape).boxed().toList();
        Entry entry = new Entry(name, dtype, sizes, data + offsets[0]);
        Dtype.of(dtype).ifPresent(known -> requireSize(entry, known.bytes(), offsets[1] - offsets[0]));
        entries.put(name, entry);
        return offsets;
    }

    private void requireSize(Entry entry, long elementBytes, long found) {
        long bytes = elementBytes;
        try {
            for (long each : entry.shape()) {
                bytes = Math.multiplyExact(bytes, each);
            }
        } catch (ArithmeticException e) {
            throw bad("tensor " + entry + " is larger than any memory");
        }
        if (bytes != found) {
            throw bad("tensor " + entry + " has " + found + " bytes, expected " + bytes);
        }
    }

    private long[] numbers(String tensor, JsonNode array) {
        long[] numbers = new long[array.size()];
        boolean good = array.isArray();
        for (int i = 0; i < numbers.length && good; i++) {
            good = array.get(i).isIntegralNumber()
                    && array.get(i).canConvertToLong()
                    && array.get(i).asLong() >= 0;
            numbers[i] = array.get(i).asLong();
        }
        if (!good) {
            throw bad(
                    tensor + ": '" + Printable.name(array.toString()) + "', expected a list of numbers of at least 0");
        }
        return numbers;
    }

    private static String sizes(List<Long> shape) {
        return shape.size() <= SIZES_SHOWN ? shape.toString() : "of " + shape.size() + " dimensions";
    }

    private void requireNoGaps(List<long[]> ranges, long end) {
        ranges.sort(Comparator.<long[]>comparingLong(range -> range[0]).thenComparingLong(range -> range[1]));
        long next = 0;
        for (long[] range : ranges) {
            if (range[0] != next) {
                throw bad("a tensor begins at byte " + range[0] + ", expected " + next
                        + ": tensors neither overlap nor leave gaps");
            }
            next = range[1];
        }
        if (next != end) {
            throw bad(end - next + " bytes after the last tensor, expected none");
        }
    }

    UserError bad(String what) {
        return new UserError(path + ": " + what);
    }
}
