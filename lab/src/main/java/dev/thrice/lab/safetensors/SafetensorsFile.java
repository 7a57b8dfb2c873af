package dev.thrice.lab.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, read and checked: eight bytes of header length, little-endian; a header in JSON, {name: {dtype, shape,
 * data_offsets}}; then the tensors' bytes, little-endian, without gaps.
 */
public final class SafetensorsFile {
    /**
     * A tensor as it is in the file.
     *
     * @param name unique in the file
     * @param dtype as the format calls it, such as F32
     * @param shape its sizes
     * @param data its bytes
     */
    public record Entry(String name, String dtype, List<Long> shape, MemorySegment data) {
        private static final ValueLayout.OfFloat F32 =
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfLong I64 =
                ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        /**
         * An element of an F32 tensor.
         *
         * @param index in row-major order
         * @return its value
         */
        public float floatAt(long index) {
            return data.getAtIndex(F32, index);
        }

        /**
         * An element of an I64 tensor.
         *
         * @param index in row-major order
         * @return its value
         */
        public long longAt(long index) {
            return data.getAtIndex(I64, index);
        }

        @Override
        public String toString() {
            return name + " (" + dtype + " " + shape + ")";
        }
    }

    private static final String METADATA = "__metadata__";
    private static final long LONGEST_HEADER = 100_000_000; // the format's own limit
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final Map<String, Integer> SIZES =
            Map.of("F64", 8, "F32", 4, "F16", 2, "BF16", 2, "I64", 8, "I32", 4, "I16", 2, "I8", 1, "U8", 1, "BOOL", 1);

    private final Path path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SafetensorsFile(Path path) {
        this.path = path;
    }

    /**
     * Maps a file.
     *
     * @param path of the file
     * @param arena owns the mapping
     * @return the file, its header checked
     * @throws UserError if it cannot be read, or is not what the format says
     */
    public static SafetensorsFile read(Path path, Arena arena) {
        SafetensorsFile file = new SafetensorsFile(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file.parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            throw new UserError("cannot read " + path + ": " + e);
        }
        return file;
    }

    Path path() {
        return path;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /**
     * A tensor of a type and a number of dimensions.
     *
     * @param name of the tensor
     * @param dtype it has to have
     * @param dimensions it has to have
     * @return the tensor
     * @throws UserError if there is none of this name, or it is another
     */
    public Entry get(String name, String dtype, int dimensions) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new UserError(path + ": no tensor " + name + ", it has " + names());
        }
        if (!entry.dtype().equals(dtype) || entry.shape().size() != dimensions) {
            throw new UserError(path + ": " + entry + ", expected " + dtype + " of " + dimensions + " dimension(s)");
        }
        return entry;
    }

    private void parse(MemorySegment bytes) {
        if (bytes.byteSize() < Long.BYTES) {
            throw bad(bytes.byteSize() + " bytes, expected at least the 8 of a header length");
        }
        long length = bytes.get(Entry.I64, 0);
        if (length < 0 || length > LONGEST_HEADER || length > bytes.byteSize() - Long.BYTES) {
            throw bad("header length " + length + ", expected at most " + LONGEST_HEADER + " and what is in the file, "
                    + (bytes.byteSize() - Long.BYTES));
        }
        MemorySegment data = bytes.asSlice(Long.BYTES + length);
        byte[] header = bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        List<long[]> ranges = new ArrayList<>();
        json(header).properties().forEach(property -> {
            if (!property.getKey().equals(METADATA)) {
                ranges.add(add(property.getKey(), property.getValue(), data));
            }
        });
        requireNoGaps(ranges, data.byteSize());
    }

    private JsonNode json(byte[] header) {
        try {
            JsonNode json = MAPPER.readTree(new String(header, StandardCharsets.UTF_8));
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw bad("header is not JSON: " + e.getOriginalMessage());
        }
        throw bad("header is not a JSON object");
    }

    private long[] add(String name, JsonNode json, MemorySegment data) {
        String dtype = json.path("dtype").asText();
        long[] shape = numbers(name, json.path("shape"));
        long[] offsets = numbers(name, json.path("data_offsets"));
        if (!SIZES.containsKey(dtype)) {
            throw bad("tensor " + name + " of dtype '" + dtype + "', expected one of " + SIZES.keySet());
        }
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > data.byteSize()) {
            throw bad("tensor " + name + " at " + Arrays.toString(offsets) + ", expected a begin and an end within "
                    + data.byteSize() + " bytes");
        }
        long bytes = SIZES.get(dtype);
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw bad("tensor " + name + " " + Arrays.toString(shape) + " is larger than any memory");
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw bad("tensor " + name + " has " + (offsets[1] - offsets[0]) + " bytes, expected " + bytes + " for "
                    + dtype + " " + Arrays.toString(shape));
        }
        List<Long> sizes = Arrays.stream(shape).boxed().toList();
        entries.put(name, new Entry(name, dtype, sizes, data.asSlice(offsets[0], bytes)));
        return offsets;
    }

    private long[] numbers(String name, JsonNode array) {
        long[] numbers = new long[array.size()];
        boolean good = array.isArray();
        for (int i = 0; i < numbers.length && good; i++) {
            good = array.get(i).isIntegralNumber()
                    && array.get(i).canConvertToLong()
                    && array.get(i).asLong() >= 0;
            numbers[i] = array.get(i).asLong();
        }
        if (!good) {
            throw bad("tensor " + name + ": '" + array + "', expected a list of numbers of at least 0");
        }
        return numbers;
    }

    private void requireNoGaps(List<long[]> ranges, long size) {
        ranges.sort(Comparator.<long[]>comparingLong(range -> range[0]).thenComparingLong(range -> range[1]));
        long end = 0;
        for (long[] range : ranges) {
            if (range[0] != end) {
                throw bad("a tensor begins at byte " + range[0] + ", expected " + end
                        + ": tensors neither overlap nor leave gaps");
            }
            end = range[1];
        }
        if (end != size) {
            throw bad(size - end + " bytes after the last tensor, expected none");
        }
    }

    private UserError bad(String what) {
        return new UserError(path + ": " + what);
    }
}
