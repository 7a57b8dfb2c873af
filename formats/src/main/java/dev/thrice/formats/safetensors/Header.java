package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The header of a file, {name: {dtype, shape, data_offsets}}, checked as a whole. */
final class Header {
    static final String METADATA = "__metadata__";

    /** What may be said of one dimension after the other. A header of more numbers has something else in mind than a tensor. */
    private static final int MOST_DIMENSIONS = 1024;

    private final Path path;
    private final JsonCursor json;
    private final long data;
    private final long dataBytes;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<long[]> ranges = new ArrayList<>();

    /** The text begins at a byte of the file, and the tensors' bytes behind it. */
    Header(Path path, byte[] text, long begin, long dataBytes) throws FormatException {
        this.path = path;
        this.dataBytes = dataBytes;
        data = begin + text.length;
        json = new JsonCursor(path, text, begin);
        if (text.length > 0 && text[0] != '{') { // no space before it
            throw json.unexpected("'{'");
        }
        parse();
        requireNoGaps();
    }

    Map<String, TensorEntry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private void parse() throws FormatException {
        boolean described = false;
        json.expect('{');
        for (boolean first = true; json.hasMember(first, '}'); first = false) {
            String name = json.string();
            json.expect(':');
            if ((described && name.equals(METADATA)) || entries.containsKey(name)) {
                throw bad("two members " + Printable.name(name) + " in the header, expected one");
            }
            if (name.equals(METADATA)) {
                described = true;
                parseMetadata();
            } else {
                parseTensor(name);
            }
        }
        json.expectEnd();
    }

    private void parseMetadata() throws FormatException {
        json.expect('{');
        for (boolean first = true; json.hasMember(first, '}'); first = false) {
            String key = json.string();
            json.expect(':');
            if (metadata.put(key, json.string()) != null) {
                throw bad("two members " + Printable.name(key) + " in " + METADATA + ", expected one");
            }
        }
    }

    private void parseTensor(String name) throws FormatException {
        String tensor = "tensor " + Printable.name(name);
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        json.expect('{');
        for (boolean first = true; json.hasMember(first, '}'); first = false) {
            String key = json.string();
            json.expect(':');
            boolean again = switch (key) {
                case "dtype" -> dtype != null;
                case "shape" -> shape != null;
                case "data_offsets" -> offsets != null;
                default ->
                    throw bad(tensor + " has a member " + Printable.name(key)
                            + ", expected dtype, shape and data_offsets");
            };
            if (again) {
                throw bad(tensor + " has two members " + key + ", expected one");
            }
            switch (key) {
                case "dtype" -> dtype = json.string();
                case "shape" -> shape = numbers();
                default -> offsets = numbers();
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw bad(tensor + " has no "
                    + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets")
                    + ", expected dtype, shape and data_offsets");
        }
        add(name, dtype, shape, offsets);
    }

    private void add(String name, String dtype, long[] shape, long[] offsets) throws FormatException {
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes) {
            throw bad("tensor " + Printable.name(name) + " at " + shown(offsets)
                    + ", expected a begin and an end within " + dataBytes + " bytes");
        }
        List<Long> sizes = Arrays.stream(shape).boxed().toList();
        TensorEntry entry = new TensorEntry(name, known(dtype), sizes, data + offsets[0]);
        Optional<ElementType> type = entry.type();
        if (type.isPresent()) {
            requireSize(entry, type.get().bytes(), offsets[1] - offsets[0]);
        }
        entries.put(name, entry);
        ranges.add(offsets);
    }

    /** One text for all tensors of a type. */
    private static String known(String dtype) {
        return ElementType.named(dtype).map(ElementType::name).orElse(dtype);
    }

    /** Sizes of 0 make nothing of what is before and behind them, but what that is has to be a number. */
    private void requireSize(TensorEntry entry, long elementBytes, long found) throws FormatException {
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

    private long[] numbers() throws FormatException {
        long[] numbers = new long[4];
        int count = 0;
        json.expect('[');
        for (boolean first = true; json.hasMember(first, ']'); first = false) {
            if (count == MOST_DIMENSIONS) {
                throw json.unexpected("']' after " + MOST_DIMENSIONS + " numbers");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = json.number();
        }
        return Arrays.copyOf(numbers, count);
    }

    private static String shown(long[] offsets) {
        return offsets.length <= 2 ? Arrays.toString(offsets) : offsets.length + " numbers";
    }

    private void requireNoGaps() throws FormatException {
        ranges.sort(Comparator.<long[]>comparingLong(range -> range[0]).thenComparingLong(range -> range[1]));
        long next = 0;
        for (long[] range : ranges) {
            if (range[0] != next) {
                throw bad("a tensor begins at byte " + range[0] + " of the data, expected " + next
                        + ": tensors neither overlap nor leave gaps");
            }
            next = range[1];
        }
        if (next != dataBytes) {
            throw bad(dataBytes - next + " bytes after the last tensor, expected none");
        }
    }

    private FormatException bad(String what) {
        return new FormatException(path + ": " + what);
    }
}
