package dev.thrice.lab.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.output.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes float32 tensors as a safetensors file. */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Header(String dtype, List<Integer> shape, List<Long> data_offsets) {}

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Header> headers = new LinkedHashMap<>();
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private long end;

    /** A file without tensors, as yet, of the format that readers of PyTorch files ask for. */
    public SafetensorsWriter() {
        metadata.put("format", "pt");
    }

    /**
     * Says something of the file as a whole.
     *
     * @param key what of
     * @param value what it says
     */
    public void say(String key, String value) {
        metadata.put(key, value);
    }

    /**
     * Adds a tensor.
     *
     * @param name unique in the file
     * @param values row after row
     * @param shape its sizes
     * @throws UserError if a number is not finite
     */
    public void add(String name, float[] values, Integer... shape) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new UserError(name + ": " + value + " among the results, expected finite numbers");
            }
        }
        long bytes = (long) values.length * Float.BYTES;
        headers.put(name, new Header("F32", List.of(shape), List.of(end, end + bytes)));
        tensors.put(name, values);
        end += bytes;
    }

    /**
     * Writes what was added, whole or not at all.
     *
     * @param file its path
     * @throws UserError if it cannot be written
     */
    public void write(Path file) {
        WholeFile.write(file, this::write);
    }

    private void write(OutputStream out) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(SafetensorsFile.METADATA, metadata);
        all.putAll(headers);
        byte[] json = MAPPER.writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
        int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT; // spaces fill it up, so that data are aligned
        byte[] first = new byte[Long.BYTES];
        littleEndian(first).putLong(length);
        out.write(first);
        out.write(json);
        out.write(" ".repeat(length - json.length).getBytes(StandardCharsets.UTF_8));
        for (float[] values : tensors.values()) {
            byte[] bytes = new byte[values.length * Float.BYTES];
            littleEndian(bytes).asFloatBuffer().put(values);
            out.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
