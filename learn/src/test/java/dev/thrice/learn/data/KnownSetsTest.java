package dev.thrice.learn.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EMNIST's, QMNIST's and CIFAR-10's files, written byte by byte. */
class KnownSetsTest {
    @TempDir
    Path folder;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private Path write(String name, int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return Files.write(folder.resolve(name), all);
    }

    /** Two images of 2 rows and 3 columns, each column by column, as EMNIST has them. */
    private Path columns() throws IOException {
        return write("x", 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 11, 21, 12, 22, 13, 23, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void emnistsImagesStandUpright() throws IOException {
        Dataset data = Emnist.BALANCED.read(columns(), write("y", 0, 0, 8, 1, 0, 0, 0, 2, 46, 0), arena);
        assertEquals("2 images [2 x 3] of 47 classes", data.toString());
        int[][] upright = {{11, 12, 13, 21, 22, 23}, {1, 3, 5, 2, 4, 6}};
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 6; j++) {
                assertEquals(upright[i][j] / 255f, data.feature(i, j));
            }
        }
        assertEquals(46, data.label(0));
        assertEquals(0, data.label(1));
    }

    @Test
    void emnistsLettersAreCountedFromNought() throws IOException {
        Dataset data = Emnist.LETTERS.read(columns(), write("y", 0, 0, 8, 1, 0, 0, 0, 2, 1, 26), arena);
        assertEquals(26, data.classes());
        assertEquals(0, data.label(0));
        assertEquals(25, data.label(1));
        Path none = write("y", 0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
        assertRefused(
                none + ": label 0 at index 1, expected 1 to 26", () -> Emnist.LETTERS.read(columns(), none, arena));
        Path one = write("z", 0, 0, 8, 1, 0, 0, 0, 1, 1);
        assertRefused(
                one + ": 1 labels, expected 2, one for each image of " + columns(),
                () -> Emnist.LETTERS.read(columns(), one, arena));
    }

    @ParameterizedTest
    @CsvSource({"BYCLASS, 62", "BYMERGE, 47", "BALANCED, 47", "LETTERS, 26", "DIGITS, 10", "MNIST, 10"})
    void emnistHasItsClasses(Emnist split, int classes) {
        assertEquals(classes, split.classes());
        assertEquals("emnist-" + split.name().toLowerCase(Locale.ROOT), split.prefix());
    }

    @Test
    void qmnistsClassIsTheFirstOfItsNumbers() throws IOException {
        Path x = write("x", 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 51, 102, 153, 204);
        int[] bytes = new int[12 + 2 * 8 * 4];
        System.arraycopy(new int[] {0, 0, 12, 2, 0, 0, 0, 2, 0, 0, 0, 8}, 0, bytes, 0, 12);
        bytes[12 + 3] = 9;
        bytes[12 + 4 + 3] = 4; // where it came from
        bytes[12 + 32 + 3] = 5;
        Dataset data = Qmnist.read(x, write("y", bytes), arena);
        assertEquals("2 images [1 x 2] of 10 classes", data.toString());
        assertEquals(9, data.label(0));
        assertEquals(5, data.label(1));
        assertEquals(.2f, data.feature(0, 0));
        bytes[12 + 32 + 3] = 10;
        Path wrong = write("wrong", bytes);
        assertRefused(wrong + ": label 10 at index 1, expected 0 to 9", () -> Qmnist.read(x, wrong, arena));
        bytes[12 + 32] = 255; // a sign
        write("wrong", bytes);
        assertRefused(wrong + ": label -16777206 at index 1, expected 0 to 9", () -> Qmnist.read(x, wrong, arena));
        Path unsigned = write("unsigned", 0, 0, 8, 1, 0, 0, 0, 2, 9, 5);
        assertRefused(
                unsigned + " [2] of U8, expected I32 [count x 8], the class first",
                () -> Qmnist.read(x, unsigned, arena));
    }

    /** Red counts up from the seed, green from 100 on, blue is 7. */
    private static byte[] record(int label, int seed) {
        byte[] record = new byte[3073];
        record[0] = (byte) label;
        for (int p = 0; p < 1024; p++) {
            record[1 + p] = (byte) (seed + p);
            record[1 + 1024 + p] = (byte) (100 + p);
            record[1 + 2048 + p] = 7;
        }
        return record;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void cifarsChannelsLieTogether() throws IOException {
        Path first = Files.write(folder.resolve("1"), join(record(3, 0), record(9, 1)));
        Path second = Files.write(folder.resolve("2"), record(0, 2));
        Dataset data = Cifar10.read(List.of(first, second), arena);
        assertEquals("3 images [32 x 32 x 3] of 10 classes", data.toString());
        assertEquals(Optional.of(new ImageShape(32, 32, 3)), data.image());
        assertEquals(List.of(3, 9, 0), List.of(data.label(0), data.label(1), data.label(2)));
        assertEquals(
                List.of("cat", "truck", "airplane"),
                List.of(
                        data.classNames().get(3),
                        data.classNames().get(9),
                        data.classNames().get(0)));
        for (int i = 0; i < 3; i++) {
            for (int p = 0; p < 1024; p++) {
                assertEquals(((i + p) & 255) / 255f, data.feature(i, 3 * p));
                assertEquals(((100 + p) & 255) / 255f, data.feature(i, 3 * p + 1));
                assertEquals(7 / 255f, data.feature(i, 3 * p + 2));
            }
        }
    }

    @Test
    void whatIsNoCifarFileIsRefused() throws IOException {
        Path file = folder.resolve("1");
        for (int length : new int[] {0, 1, 3072, 3074}) {
            Files.write(file, new byte[length]);
            assertRefused(
                    file + ": " + length + " bytes, expected records of 3073, a label and 32 x 32 x 3 pixels each",
                    () -> Cifar10.read(List.of(file), arena));
        }
        Files.write(file, join(record(9, 0), record(10, 0)));
        assertRefused(file + ": label 10 of record 1, expected 0 to 9", () -> Cifar10.read(List.of(file), arena));
        Files.delete(file);
        assertThrows(IOException.class, () -> Cifar10.read(List.of(file), arena));
    }

    /** A header of ustar's and whole blocks, as POSIX has them. */
    private static byte[] entry(String name, char type, byte[] content) {
        byte[] entry = new byte[512 + (content.length + 511) / 512 * 512];
        System.arraycopy(name.getBytes(US_ASCII), 0, entry, 0, name.length());
        System.arraycopy("0000644\0".getBytes(US_ASCII), 0, entry, 100, 8);
        System.arraycopy("%011o\0".formatted(content.length).getBytes(US_ASCII), 0, entry, 124, 12);
        System.arraycopy("        ".getBytes(US_ASCII), 0, entry, 148, 8);
        entry[156] = (byte) type;
        System.arraycopy("ustar".getBytes(US_ASCII), 0, entry, 257, 5);
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += entry[i] & 255;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(US_ASCII), 0, entry, 148, 8);
        System.arraycopy(content, 0, entry, 512, content.length);
        return entry;
    }

    private static byte[] archive() {
        String at = "cifar-10-batches-bin/";
        return join(
                entry(at, '5', new byte[0]),
                entry(at + "data_batch_4.bin", '0', record(4, 0)),
                entry(at + "readme.html", '0', new byte[88]),
                entry(at + "test_batch.bin", '0', join(record(6, 0), record(7, 0))),
                entry(at + "data_batch_3.bin", '0', record(3, 0)),
                entry(at + "data_batch_5.bin", '0', record(5, 0)),
                entry(at + "data_batch_2.bin", '0', record(2, 0)),
                entry(at + "data_batch_1.bin", '0', record(1, 200)),
                new byte[1024]);
    }

    private Path packed(byte[] tar) throws IOException {
        Path file = folder.resolve("cifar-10-binary.tar.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(tar);
        }
        return file;
    }

    @Test
    void cifarsArchiveIsReadInTheOrderOfItsNames() throws IOException {
        Split split = Cifar10.readArchive(packed(archive()), arena);
        assertEquals(5, split.train().count());
        for (int i = 0; i < 5; i++) {
            assertEquals(i + 1, split.train().label(i));
        }
        assertEquals(201 / 255f, split.train().feature(0, 3));
        assertEquals(1 / 255f, split.train().feature(1, 3));
        assertEquals(2, split.test().count());
        assertEquals(7, split.test().label(1));
    }

    @Test
    void anArchiveThatIsDamagedIsRefused() throws IOException {
        byte[] tar = archive();
        Path file = packed(Arrays.copyOf(tar, 512 + 512 + 3000));
        assertRefused(
                file + ": ends within an entry of the archive, expected all of it",
                () -> Cifar10.readArchive(file, arena));
        packed(Arrays.copyOf(tar, 512 + 100));
        assertRefused(
                file + ": ends within an entry of the archive, expected all of it",
                () -> Cifar10.readArchive(file, arena));
        packed(Arrays.copyOf(tar, 512));
        assertRefused(
                file + ": has no data_batch_1.bin, expected CIFAR-10's binary version",
                () -> Cifar10.readArchive(file, arena));
        packed(join(entry("a/data_batch_1.bin", '0', record(1, 0)), entry("b/data_batch_1.bin", '0', record(1, 0))));
        assertRefused(
                file + ": data_batch_1.bin: is there twice, expected once", () -> Cifar10.readArchive(file, arena));
        byte[] changed = tar.clone();
        changed[512]++;
        packed(changed);
        assertRefused(
                file + ": no tar archive, or damaged: a header's sum is wrong", () -> Cifar10.readArchive(file, arena));
        byte[] whole = Files.readAllBytes(packed(tar));
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        assertTrue(assertThrows(FormatException.class, () -> Cifar10.readArchive(file, arena))
                .getMessage()
                .startsWith(file + ": "));
        Files.write(file, tar);
        assertRefused(file + ": damaged, cut short or not packed by gzip", () -> Cifar10.readArchive(file, arena));
    }

    private static void assertRefused(String message, Executable read) {
        assertEquals(message, assertThrows(FormatException.class, read).getMessage());
    }
}
