package dev.thrice.formats.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** .npy files by hand, sharing nothing with what reads and writes them. */
final class NpyBytes {
    private NpyBytes() {}

    /** Of version 1.0, as numpy has it, but for the padding. */
    static byte[] of(String descr, boolean fortran, String shape, Consumer<ByteBuffer> data) {
        return of(1, dictionary(descr, fortran, shape), data(descr, data));
    }

    static String dictionary(String descr, boolean fortran, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                .formatted(descr, fortran ? "True" : "False", shape);
    }

    static byte[] data(String descr, Consumer<ByteBuffer> data) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20)
                .order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        data.accept(buffer);
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    static byte[] of(int version, String header, byte... data) {
        byte[] text = header.getBytes(version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put(new byte[] {'N', 'U', 'M', 'P', 'Y'})
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        return bytes.put(text).put(data).array();
    }
}
