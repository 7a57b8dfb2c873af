package dev.thrice.formats.numpy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
    private final TensorArena arena = TensorArena.open();

    @TempDir
    Path folder;

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private Path path() {
        return folder.resolve("file.npz");
    }

    private static byte[] member() {
        return NpyBytes.of("<f4", false, "(2, 3)", to -> {
            for (int i = 1; i <= 6; i++) {
                to.putFloat(i);
            }
        });
    }

    private static byte[] zip(boolean stored, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                if (stored) {
                    CRC32 sum = new CRC32();
                    sum.update(member());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(member().length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(member());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private void requireRefusal(byte[] file, String message) throws IOException {
        Files.write(path(), file);
        FormatException e = assertThrows(FormatException.class, () -> {
            try (NpzFile npz = NpzFile.open(path())) {
                npz.array("a").tensor(arena);
            }
        });
        assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void membersAreArrays(boolean stored) throws IOException {
        Files.write(path(), zip(stored, "b.npy", "a.npy", "notes.txt"));
        try (NpzFile npz = NpzFile.open(path())) {
            assertEquals(List.of("b", "a"), List.copyOf(npz.names()));
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6}, npz.array("a").tensor(arena).toArray());
            FormatException e = assertThrows(FormatException.class, () -> npz.array("c\n"));
            assertEquals(path() + ": no array c\\u000a, it has b, a", e.getMessage());
        }
    }

    @Test
    void twoMembersOfOneNameAreRefused() throws IOException {
        byte[] two = zip(true, "a.npy", "b.npy");
        replace(two, "b.npy", "a.npy");
        requireRefusal(two, "two members a.npy, expected one");
    }

    private static void replace(byte[] in, String from, String to) {
        for (int i = 0; i + from.length() <= in.length; i++) {
            if (Arrays.equals(in, i, i + from.length(), from.getBytes(US_ASCII), 0, from.length())) {
                System.arraycopy(to.getBytes(US_ASCII), 0, in, i, to.length());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlippedBitIsFound(boolean stored) throws IOException {
        byte[] whole = zip(stored, "a.npy");
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(path(), damaged);
            try (NpzFile npz = NpzFile.open(path())) {
                if (npz.names().contains("a")) { // the bit may be of its name
                    Tensor a = npz.array("a").tensor(arena);
                    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, a.toArray()); // or of a time
                }
            } catch (FormatException e) {
                assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
            }
        }
        byte[] inData = zip(true, "a.npy");
        int last = new String(inData, ISO_8859_1).indexOf("PK\1\2") - 1;
        inData[last] ^= 1;
        requireRefusal(inData, "a: damaged, its checksum is ");
    }

    /** What is said of its length is what the array's header has to say, whatever can be unpacked. */
    @Test
    void aLengthThatIsNotTheArraysIsRefused() throws IOException {
        byte[] zip = zip(true, "a.npy");
        ByteBuffer central = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int directory = new String(zip, ISO_8859_1).indexOf("PK\1\2");
        assertEquals(member().length, central.getInt(directory + 24));
        central.putInt(directory + 24, Integer.MAX_VALUE);
        requireRefusal(zip, "expected");
        byte[] deflated = zip(false, "a.npy");
        directory = new String(deflated, ISO_8859_1).indexOf("PK\1\2");
        ByteBuffer.wrap(deflated).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, Integer.MAX_VALUE);
        requireRefusal(deflated, "a: 2147483647 bytes packed into ");
    }

    @Test
    void whatIsNoZipFileIsRefused() throws IOException {
        requireRefusal(new byte[0], "no zip file, or a damaged one: ");
        requireRefusal(member(), "no zip file, or a damaged one: ");
        byte[] whole = zip(false, "a.npy");
        requireRefusal(Arrays.copyOf(whole, whole.length - 1), "no zip file, or a damaged one: ");
        requireRefusal(zip(false, "notes.txt"), "no array a, it has none");
        assertEquals(
                folder + ": a folder, expected a .npz file",
                assertThrows(IOException.class, () -> NpzFile.open(folder)).getMessage());
    }

    @Test
    void whatIsWrittenIsReadAndTheSameBytes() throws IOException {
        Tensor x = Tensor.allocate(arena, 2, 3).copyFrom(1, 2, 3, 4, 5, 6);
        Tensor wide = Tensor.allocate(arena, 1, 20_000).fill(-0f);
        for (boolean compressed : new boolean[] {false, true}) {
            NpzWriter writer = compressed ? new NpzWriter().compressed() : new NpzWriter();
            writer.add("x", x).add("gr\u00fc\u00df", x, 3, 1, 2).add("wide", wide, 20_000);
            assertThrows(IllegalArgumentException.class, () -> writer.add("x", x));
            assertThrows(IllegalArgumentException.class, () -> writer.add("y", x, 5));
            writer.write(path());
            byte[] first = Files.readAllBytes(path());
            writer.write(path());
            assertArrayEquals(first, Files.readAllBytes(path()));
            try (NpzFile npz = NpzFile.open(path())) {
                assertEquals(List.of("x", "gr\u00fc\u00df", "wide"), List.copyOf(npz.names()));
                assertEquals(List.of(3L, 1L, 2L), npz.array("gr\u00fc\u00df").shape());
                assertArrayEquals(x.toArray(), npz.array("x").tensor(arena).toArray());
                assertArrayEquals(
                        wide.toArray(), npz.array("wide").tensor(arena).toArray());
            }
        }
    }
}
