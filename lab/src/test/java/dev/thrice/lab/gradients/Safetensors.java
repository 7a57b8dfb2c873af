package dev.thrice.lab.gradients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Safetensors files by hand, sharing nothing with what reads and writes them. */
public final class Safetensors {
    private final StringBuilder header;
    private final ByteBuffer data = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * A file without tensors.
     *
     * @param metadata keys and values by turns
     */
    public Safetensors(String... metadata) {
        StringBuilder all = new StringBuilder("\"format\":\"pt\"");
        for (int i = 0; i < metadata.length; i += 2) {
            all.append(",\"%s\":\"%s\"".formatted(metadata[i], metadata[i + 1]));
        }
        header = new StringBuilder("{\"__metadata__\":{" + all + "}");
    }

    /**
     * Adds a tensor.
     *
     * @param name of it
     * @param shape as in JSON
     * @param values of its elements
     * @return this
     */
    public Safetensors floats(String name, String shape, double... values) {
        int begin = data.position();
        for (double value : values) {
            data.putFloat((float) value);
        }
        return entry(name, "F32", shape, begin);
    }

    /**
     * Adds a tensor of whole numbers.
     *
     * @param name of it
     * @param shape as in JSON
     * @param values of its elements
     * @return this
     */
    public Safetensors longs(String name, String shape, long... values) {
        int begin = data.position();
        for (long value : values) {
            data.putLong(value);
        }
        return entry(name, "I64", shape, begin);
    }

    /** Bytes that are said to be of some type. */
    Safetensors bytes(String name, String dtype, String shape, byte... values) {
        int begin = data.position();
        data.put(values);
        return entry(name, dtype, shape, begin);
    }

    /** Those of 16 bits that are the upper halves of floats. */
    Safetensors bfloats(String name, String shape, double... values) {
        int begin = data.position();
        for (double value : values) {
            data.putShort((short) (Float.floatToRawIntBits((float) value) >>> 16));
        }
        return entry(name, "BF16", shape, begin);
    }

    Safetensors halves(String name, String shape, double... values) {
        int begin = data.position();
        for (double value : values) {
            data.putShort(Float.floatToFloat16((float) value));
        }
        return entry(name, "F16", shape, begin);
    }

    private Safetensors entry(String name, String dtype, String shape, int begin) {
        header.append(",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, data.position()));
        return this;
    }

    /**
     * Writes it.
     *
     * @param file its path
     * @return the same
     * @throws IOException if it cannot be written
     */
    public Path write(Path file) throws IOException {
        byte[] bytes = new byte[data.position()];
        data.get(0, bytes);
        return write(file, header + "}", bytes);
    }

    static Path write(Path file, String header, byte... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(
                file,
                ByteBuffer.allocate(8 + json.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(data)
                        .array());
    }

    /** All tensors of a file, which are float32. */
    static Map<String, float[]> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[(int) bytes.getLong()];
        bytes.get(json);
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, float[]> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                new ObjectMapper().readTree(json).properties()) {
            if (entry.getKey().equals("__metadata__")) {
                continue;
            }
            int begin = entry.getValue().at("/data_offsets/0").asInt();
            float[] values = new float[(entry.getValue().at("/data_offsets/1").asInt() - begin) / Float.BYTES];
            for (int i = 0; i < values.length; i++) {
                values[i] = data.getFloat(begin + i * Float.BYTES);
            }
            tensors.put(entry.getKey(), values);
        }
        return tensors;
    }
}
