package dev.thrice.formats.idx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes idx files, right and wrong ones. */
final class IdxBytes {
    static final int UNSIGNED_BYTE = 0x08;

    private IdxBytes() {}

    /** A header, as it says, whatever follows. */
    static byte[] header(int type, int... sizes) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * sizes.length);
        header.putShort((short) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            header.putInt(size);
        }
        return header.array();
    }

    static Path write(Path file, byte[] header, byte... data) throws IOException {
        return Files.write(
                file,
                ByteBuffer.allocate(header.length + data.length)
                        .put(header)
                        .put(data)
                        .array());
    }

    static Path labels(Path file, int... labels) throws IOException {
        byte[] data = new byte[labels.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) labels[i];
        }
        return write(file, header(UNSIGNED_BYTE, labels.length), data);
    }

    /** Images whose pixels count up from 0, modulo 256. */
    static Path images(Path file, int count, int rows, int columns) throws IOException {
        byte[] data = new byte[count * rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        return write(file, header(UNSIGNED_BYTE, count, rows, columns), data);
    }
}
