package dev.thrice.formats.safetensors;

import dev.thrice.base.AtomicFile;
import dev.thrice.base.Printable;
import dev.thrice.formats.io.TensorBytes;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes float32 tensors as a safetensors file: the same bytes of the same tensors and texts in the same order. The data begin at a
 * multiple of 8 bytes, so that all tensors can be viewed in place.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private record Added(Tensor tensor, List<Integer> shape) {}

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Added> tensors = new LinkedHashMap<>();

    /** A file without tensors, as yet, that says {@code {"format": "pt"}}, which readers of PyTorch's files ask for. */
    public SafetensorsWriter() {
        metadata.put("format", "pt");
    }

    /**
     * Says something of the file as a whole.
     *
     * @param key what of; said once more, it takes the place of what was said
     * @param value what it says
     * @return this
     * @throws IllegalArgumentException if one has half a character, which UTF-8 cannot say
     */
    public SafetensorsWriter metadata(String key, String value) {
        utf8(key);
        utf8(value);
        metadata.put(key, value);
        return this;
    }

    /**
     * Says of the file as a whole what another said of itself, and nothing else: the format neither, unless that is among it.
     *
     * @param all in place of what was said
     * @return this
     * @throws IllegalArgumentException if one has half a character, which UTF-8 cannot say
     */
    public SafetensorsWriter metadata(Map<String, String> all) {
        metadata.clear();
        all.forEach(this::metadata);
        return this;
    }

    /**
     * Adds a matrix, which is read when the file is written.
     *
     * @param name unique in the file
     * @param tensor the numbers
     * @return this
     * @throws IllegalArgumentException if the name is there already, is the metadata's or has half a character
     */
    public SafetensorsWriter add(String name, Tensor tensor) {
        return add(name, tensor, new int[] {tensor.rows(), tensor.columns()});
    }

    /**
     * Adds a tensor of any number of dimensions, which is read when the file is written.
     *
     * @param name unique in the file
     * @param tensor the numbers
     * @param shape the sizes of its dimensions, row after row: such as one for what is a vector, none for a scalar
     * @return this
     * @throws IllegalArgumentException if the name is there already, is the metadata's or has half a character, or the shape is of
     *     another number of elements
     */
    public SafetensorsWriter add(String name, Tensor tensor, int... shape) {
        utf8(name);
        if (name.equals(Header.METADATA) || tensors.containsKey(name)) {
            throw new IllegalArgumentException(
                    "safetensors: tensor " + Printable.name(name) + " for the second time, or no name for one");
        }
        int[] sizes = TensorBytes.shape(Printable.name(name), tensor, shape);
        tensors.put(name, new Added(tensor, Arrays.stream(sizes).boxed().toList()));
        return this;
    }

    /**
     * Writes what was added, whole or not at all: beside the file, and on the disk, before it takes the file's place.
     *
     * @param file its path; links are followed
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if a tensor's memory was freed
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    /**
     * Writes what was added.
     *
     * @param out is not closed
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if a tensor's memory was freed
     */
    public void writeTo(OutputStream out) throws IOException {
        byte[] json = header().getBytes(StandardCharsets.UTF_8);
        int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array());
        out.write(json);
        out.write(" ".repeat(length - json.length).getBytes(StandardCharsets.UTF_8));
        for (Added added : tensors.values()) {
            TensorBytes.write(added.tensor(), out);
        }
    }

    private String header() {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append(quoted(Header.METADATA)).append(":{");
            metadata.forEach((key, value) ->
                    json.append(quoted(key)).append(':').append(quoted(value)).append(','));
            json.setCharAt(json.length() - 1, '}');
            json.append(',');
        }
        long begin = 0;
        for (Map.Entry<String, Added> each : tensors.entrySet()) {
            long end = begin + TensorBytes.count(each.getValue().tensor());
            String shape = each.getValue().shape().toString().replace(" ", "");
            json.append(quoted(each.getKey()))
                    .append(":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]},".formatted(shape, begin, end));
            begin = end;
        }
        return json.length() == 1
                ? "{}"
                : json.replace(json.length() - 1, json.length(), "}").toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ') {
                quoted.append("\\u%04x".formatted((int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }

    private static void utf8(String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "safetensors: a name or text with half a character, expected whole ones", e);
        }
    }
}
