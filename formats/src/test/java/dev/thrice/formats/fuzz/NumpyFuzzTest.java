package dev.thrice.formats.fuzz;

import dev.thrice.formats.numpy.NpyArray;
import dev.thrice.formats.numpy.NpzFile;
import dev.thrice.kernels.TensorArena;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyFuzzTest {
    /** Deflate makes no more bytes of one. */
    private static final long LARGEST_EXPANSION = 1032;

    @TempDir
    Path folder;

    @Test
    void anArrayIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file.npy"), NumpyFuzzTest::array, (file, arena) -> {
            read(NpyArray.open(file), arena);
            return 4 * Files.size(file); // of bytes that become float32
        });
    }

    @Test
    void aFileOfArraysIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file.npz"), NumpyFuzzTest::zip, (file, arena) -> {
            try (NpzFile npz = NpzFile.open(file)) {
                for (String name : npz.names()) {
                    read(npz.array(name), arena);
                }
            }
            return 4 * LARGEST_EXPANSION * Files.size(file);
        });
    }

    private static void read(NpyArray array, TensorArena arena) throws IOException {
        array.tensor(arena, array.shape().size() / 2);
        if (array.type().isInteger()) {
            array.longs();
        }
    }

    private static byte[] array(SplittableRandom random) {
        String type = Fuzz.any(random, "f4", "f4", "f8", "f2", "i8", "i4", "u2", "u1", "b1", "c8", "O");
        int bytes = type.length() > 1 ? type.charAt(1) - '0' : 8;
        StringBuilder shape = new StringBuilder();
        for (int d = random.nextInt(5); d > 0; d--) {
            int size = random.nextInt(5);
            bytes *= size;
            shape.append(size).append(random.nextInt(20) == 0 ? "L," : ",");
        }
        byte[] header = "{'descr': '%s%s', 'fortran_order': %s, 'shape': (%s), }%s\n"
                .formatted(
                        bytes == 1 || type.endsWith("1") || type.equals("O") ? "|" : Fuzz.any(random, "<", "<", ">"),
                        type,
                        random.nextBoolean() ? "False" : "True",
                        shape,
                        " ".repeat(random.nextInt(20)))
                .getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        int version = 1 + random.nextInt(3);
        ByteBuffer all = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        all.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            all.putShort((short) header.length);
        } else {
            all.putInt(header.length);
        }
        return all.put(header).put(data).array();
    }

    private static byte[] zip(SplittableRandom random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            int members = random.nextInt(4);
            for (int m = 0; m < members; m++) {
                byte[] array = array(random);
                ZipEntry entry = new ZipEntry(m + Fuzz.any(random, ".npy", ".npy", "/x.npy", ".txt"));
                entry.setTime(0);
                if (random.nextBoolean()) {
                    CRC32 sum = new CRC32();
                    sum.update(array);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
