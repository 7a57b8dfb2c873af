package dev.thrice.formats.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Safetensors files by hand, sharing nothing with what reads and writes them. */
final class SafetensorsBytes {
    private final StringBuilder header = new StringBuilder();
    private final ByteBuffer data = ByteBuffer.allocate(1 << 21).order(ByteOrder.LITTLE_ENDIAN);

    SafetensorsBytes member(String json) {
        header.append(header.isEmpty() ? "" : ",").append(json);
        return this;
    }

    SafetensorsBytes tensor(String name, String dtype, String shape, Consumer<ByteBuffer> values) {
        int begin = data.position();
        values.accept(data);
        return member("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, data.position()));
    }

    SafetensorsBytes floats(String name, String shape, float... values) {
        return tensor(name, "F32", shape, to -> {
            for (float value : values) {
                to.putFloat(value);
            }
        });
    }

    byte[] bytes() {
        return bytes(1);
    }

    /** The data begin at a multiple of some bytes. */
    byte[] bytes(int alignment) {
        byte[] all = new byte[data.position()];
        data.get(0, all);
        return bytes("{" + header + "}" + " ".repeat(Math.floorMod(-header.length() - 2, alignment)), all);
    }

    static byte[] bytes(String header, byte... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
