package dev.thrice.formats.idx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes idx files, right and wrong ones. */
final class IdxBytes {
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
}
