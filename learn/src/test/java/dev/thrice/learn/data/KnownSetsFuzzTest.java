package dev.thrice.learn.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever the bytes: a data set that is whole, or an IOException of one line that names the file. */
final class KnownSetsFuzzTest {
    private static final int HEADER = 512;

    private Path file;

    private interface Reader {
        Object read(Arena arena) throws IOException;
    }

    @BeforeProperty
    void createFile() throws IOException {
        file = Files.createTempFile("known-sets", ".tar.gz");
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    private void readOrRefuse(Reader reader) {
        try (Arena arena = Arena.ofConfined()) {
            reader.read(arena);
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
        }
    }

    private void pack(byte[] bytes) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes);
        }
    }

    @Property
    void randomBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
        Files.write(file, bytes);
        readOrRefuse(arena -> Cifar10.readArchive(file, arena));
        readOrRefuse(arena -> Cifar10.read(List.of(file), arena));
        pack(bytes);
        readOrRefuse(arena -> Cifar10.readArchive(file, arena));
        readOrRefuse(arena -> Emnist.LETTERS.read(file, file, arena));
        readOrRefuse(arena -> Qmnist.read(file, file, arena));
    }

    /** A header whose sum is right, with a byte or a size that is not what it should be. */
    @Property
    void headersThatAreAlmostRightAreReadOrRefused(
            @ForAll @IntRange(min = 0, max = HEADER - 1) int at,
            @ForAll byte changed,
            @ForAll @Size(max = 12) byte[] size,
            @ForAll boolean cut)
            throws IOException {
        byte[] tar = new byte[HEADER + (cut ? 700 : 7 * HEADER)];
        System.arraycopy("a/test_batch.bin".getBytes(US_ASCII), 0, tar, 0, 16);
        System.arraycopy("00000006001\0".getBytes(US_ASCII), 0, tar, 124, 12); // 3073
        tar[156] = '0';
        tar[at] = changed;
        System.arraycopy(size, 0, tar, 124, at % 2 == 0 ? size.length : 0);
        int sum = 0;
        for (int i = 0; i < HEADER; i++) {
            sum += i >= 148 && i < 156 ? ' ' : Byte.toUnsignedInt(tar[i]);
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(US_ASCII), 0, tar, 148, 8);
        pack(tar);
        readOrRefuse(arena -> Cifar10.readArchive(file, arena));
    }
}
