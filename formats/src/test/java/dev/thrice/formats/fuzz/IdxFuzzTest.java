package dev.thrice.formats.fuzz;

import dev.thrice.formats.idx.IdxFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFuzzTest {
    /** Deflate makes no more bytes of one. */
    private static final long LARGEST_EXPANSION = 1032;

    @TempDir
    Path folder;

    @Test
    void anArrayIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file"), IdxFuzzTest::file, (file, arena) -> {
            IdxFile idx = IdxFile.readAny(file, arena);
            idx.tensor(arena);
            if (idx.type().isInteger()) {
                idx.longs();
            }
            return 5 * Files.size(file); // as it is, and as float32
        });
    }

    @Test
    void aPackedArrayIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file.gz"), IdxFuzzTest::packed, (file, arena) -> {
            IdxFile.readAny(file, arena);
            return LARGEST_EXPANSION * Files.size(file);
        });
    }

    private static byte[] file(SplittableRandom random) {
        int type = new int[] {0x08, 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E}[random.nextInt(7)];
        int bytes = type == 0x0E ? 8 : type >= 0x0C ? 4 : type == 0x0B ? 2 : 1;
        int[] sizes = random.ints(1 + random.nextInt(4), 0, 5).toArray();
        for (int size : sizes) {
            bytes *= size;
        }
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + bytes);
        file.putShort((short) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            file.putInt(size);
        }
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        return file.put(data).array();
    }

    private static byte[] packed(SplittableRandom random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(file(random));
        }
        return bytes.toByteArray();
    }
}
