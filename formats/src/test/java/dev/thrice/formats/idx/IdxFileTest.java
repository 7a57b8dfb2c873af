package dev.thrice.formats.idx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdxFileTest {
    @TempDir
    Path folder;

    @Test
    void readsSizesAndElements() throws IOException {
        Path file = IdxBytes.write(file(), IdxBytes.header(0x08, 2, 3), new byte[] {0, 1, 2, 127, -128, -1});
        try (Arena arena = Arena.ofConfined()) {
            IdxFile idx = IdxFile.read(file, arena);
            assertEquals(2, idx.dimensions());
            assertEquals(2, idx.size(0));
            assertEquals(3, idx.size(1));
            assertTrue(idx.data().isNative());
            assertTrue(idx.data().isReadOnly());
            assertArrayEquals(new byte[] {0, 1, 2, 127, -128, -1}, idx.data().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void readsDataLongerThanOneRead() throws IOException {
        byte[] data = new byte[(1 << 24) + 5];
        data[1 << 24] = 7;
        Path file = IdxBytes.write(file(), IdxBytes.header(0x08, data.length), data);
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(7, IdxFile.read(file, arena).data().get(ValueLayout.JAVA_BYTE, 1 << 24));
        }
    }

    @Test
    void readsAnArrayWithoutElements() throws IOException {
        Path file = IdxBytes.write(file(), IdxBytes.header(0x08, 0, 5));
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(0, IdxFile.read(file, arena).data().byteSize());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void refusesATruncatedMagicNumber(int length) throws IOException {
        Files.write(file(), new byte[length]);
        assertRefused("ends after " + length + " bytes, within its header, expected at least 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 15})
    void refusesTruncatedSizes(int length) throws IOException {
        byte[] header = IdxBytes.header(0x08, 1, 1, 1);
        Files.write(file(), Arrays.copyOf(header, length));
        assertRefused("ends after " + length + " bytes, within its header, expected at least 16");
    }

    @Test
    void refusesFewerBytesThanTheHeaderSays() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08, 2, 2, 2), new byte[7]);
        assertRefused("7 bytes of data, expected 8 for [2 x 2 x 2] unsigned bytes");
    }

    @Test
    void refusesMoreBytesThanTheHeaderSays() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08, 2, 2, 2), new byte[9]);
        assertRefused("9 bytes of data, expected 8 for [2 x 2 x 2] unsigned bytes");
    }

    @Test
    void refusesHugeSizesWithoutTakingMemory() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08, Integer.MAX_VALUE, Integer.MAX_VALUE), new byte[1]);
        assertRefused("1 bytes of data, expected 4611686014132420609 for [2147483647 x 2147483647] unsigned bytes");
    }

    @Test
    void refusesSizesThatOverflow() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08, 1 << 30, 1 << 30, 1 << 30), new byte[1]);
        assertRefused("more elements than 64 bits can count");
    }

    @Test
    void refusesANegativeSize() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08, 3, -1), new byte[1]);
        assertRefused("dimensions [3 x -1], expected no negative size");
    }

    @Test
    void refusesNoDimensions() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x08), new byte[1]);
        assertRefused("0 dimensions, expected at least 1");
    }

    @Test
    void refusesAnotherMagicNumber() throws IOException {
        Files.write(file(), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        assertRefused("begins with 0x1F8B0800, expected the magic number of an idx file");
    }

    @ParameterizedTest
    @CsvSource({"9, 0x09 (signed byte)", "11, 0x0B (int16)", "12, 0x0C (int32)", "13, 0x0D (float32)"})
    void refusesAnotherElementType(int type, String name) throws IOException {
        IdxBytes.write(file(), IdxBytes.header(type, 1), new byte[8]);
        assertRefused("elements of type " + name + ", expected 0x08 (unsigned byte)");
    }

    @Test
    void refusesAFloat64AndAnUnknownElementType() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x0E, 1), new byte[8]);
        assertRefused("0x0E (float64)");
        IdxBytes.write(file(), IdxBytes.header(0xFF, 1), new byte[8]);
        assertRefused("0xFF (unknown)");
    }

    /** -1 (255 without a sign) and 100 of every type, big-endian. */
    @ParameterizedTest
    @CsvSource({
        "8, 255, FF64",
        "9, -1, FF64",
        "11, -1, FFFF0064",
        "12, -1, FFFFFFFF00000064",
        "13, -1, BF80000042C80000",
        "14, -1, BFF00000000000004059000000000000"
    })
    void readsAnyTypeIfItIsAskedFor(int type, int first, String data) throws IOException {
        for (int[] sizes : new int[][] {{2}, {2, 1}, {1, 1, 2}}) {
            IdxBytes.write(file(), IdxBytes.header(type, sizes), HexFormat.of().parseHex(data));
            try (TensorArena arena = TensorArena.open()) {
                IdxFile idx = IdxFile.readAny(file(), arena);
                Tensor tensor = idx.tensor(arena);
                assertEquals(sizes.length == 2 ? 2 : 1, tensor.rows());
                assertArrayEquals(new float[] {first, 100}, tensor.toArray());
                if (type < 13) {
                    assertArrayEquals(new long[] {first, 100}, idx.longs());
                } else {
                    assertThrows(FormatException.class, idx::longs);
                }
            }
        }
    }

    @Test
    void checksALengthByTheTypesBytes() throws IOException {
        IdxBytes.write(file(), IdxBytes.header(0x0D, 2), new byte[7]);
        try (Arena arena = Arena.ofConfined()) {
            FormatException e = assertThrows(FormatException.class, () -> IdxFile.readAny(file(), arena));
            assertEquals(file() + ": 7 bytes of data, expected 8 for [2] of F32", e.getMessage());
            IdxBytes.write(file(), IdxBytes.header(0x0E, 1 << 30, 1 << 30, 2), new byte[7]);
            e = assertThrows(FormatException.class, () -> IdxFile.readAny(file(), arena));
            assertTrue(e.getMessage().contains("more elements than 64 bits can count"), e.getMessage());
            IdxBytes.write(file(), IdxBytes.header(0x0F, 1), new byte[7]);
            e = assertThrows(FormatException.class, () -> IdxFile.readAny(file(), arena));
            assertTrue(
                    e.getMessage().contains("type 0x0F (unknown), expected 0x08 (unsigned byte), 0x09"),
                    e.getMessage());
        }
    }

    @Test
    void unpacksAFileWhoseNameSaysItIsPacked() throws IOException {
        byte[] data = new byte[(1 << 24) + 5];
        data[1 << 24] = 7;
        Path file = packed(IdxBytes.header(0x08, 1, data.length), data);
        try (Arena arena = Arena.ofConfined()) {
            IdxFile idx = IdxFile.read(file, arena);
            assertEquals(data.length, idx.size(1));
            assertArrayEquals(data, idx.data().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void refusesAPackedFileOfAnotherLength() throws IOException {
        packed(IdxBytes.header(0x08, 2, 2), new byte[3]);
        assertRefused(packed(), "ends after 15 bytes, within its data, expected at least 16");
        packed(IdxBytes.header(0x08, 2, 2), new byte[5]);
        assertRefused(packed(), "more bytes of data, expected 4 for [2 x 2] unsigned bytes");
    }

    @Test
    void takesNoMemoryThatAPackedFileCannotFill() throws IOException {
        packed(IdxBytes.header(0x08, Integer.MAX_VALUE, Integer.MAX_VALUE), new byte[5]);
        assertRefused(packed(), "fewer bytes of data, expected 4611686014132420609");
    }

    @Test
    void refusesADamagedPackedFile() throws IOException {
        byte[] whole = Files.readAllBytes(packed(IdxBytes.header(0x08, 2, 2), new byte[4]));
        Files.write(packed(), Arrays.copyOf(whole, whole.length - 9));
        assertRefused(packed(), "damaged, cut short or not packed by gzip");
        whole[whole.length - 6] ^= 1; // of the sum
        Files.write(packed(), whole);
        assertRefused(packed(), "damaged, cut short or not packed by gzip");
        IdxBytes.write(packed(), IdxBytes.header(0x08, 2, 2), new byte[4]);
        assertRefused(packed(), "damaged, cut short or not packed by gzip");
        Files.write(packed(), new byte[0]);
        assertRefused(packed(), "damaged, cut short or not packed by gzip: it ends too early");
    }

    /** As gzip files joined by cat are, of whatever lengths, so that a member ends anywhere in a buffer. */
    @Test
    void unpacksAllMembersOfAFile() throws IOException {
        byte[] data = new byte[3_000];
        new SplittableRandom(1).nextBytes(data);
        byte[] header = IdxBytes.header(0x08, data.length);
        for (int first = 1; first < 1_100; first += 7) {
            byte[] one = Files.readAllBytes(packed(header, Arrays.copyOf(data, first)));
            byte[] none = Files.readAllBytes(packed(new byte[0], new byte[0]));
            byte[] other = Files.readAllBytes(packed(new byte[0], Arrays.copyOfRange(data, first, data.length)));
            write(one, none, other, none);
            try (Arena arena = Arena.ofConfined()) {
                assertArrayEquals(data, IdxFile.read(packed(), arena).data().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    @Test
    void refusesWhateverElseIsBehindWhatWasPacked() throws IOException {
        for (int length : new int[] {1, 2_000}) {
            byte[] data = new byte[length];
            new SplittableRandom(length).nextBytes(data);
            byte[] whole = Files.readAllBytes(packed(IdxBytes.header(0x08, length), data));
            for (int junk : new int[] {1, 7, 8, 18, 19, 512, 5_000}) {
                write(whole, new byte[junk]);
                assertRefused(packed(), junk + " bytes after what gzip packed, expected none");
                write(whole, whole, new byte[junk]); // twice the data
                assertRefused(packed(), "more bytes of data, expected " + length);
            }
            write(whole, new byte[] {0x1f, (byte) 0x8b, 8, 0}); // as a member begins
            assertRefused(packed(), "4 bytes after what gzip packed, expected none");
        }
    }

    private void write(byte[]... parts) throws IOException {
        try (OutputStream out = Files.newOutputStream(packed())) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
    }

    private Path packed() {
        return folder.resolve("some-idx-ubyte.gz");
    }

    private Path packed(byte[] header, byte[] data) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed()))) {
            out.write(header);
            out.write(data);
        }
        return packed();
    }

    @Test
    void namesAFileThatIsNotThereAndAFolder() {
        IOException missing = assertThrows(IOException.class, () -> IdxFile.read(file(), Arena.global()));
        assertEquals(file() + ": no such file", missing.getMessage());
        IOException notAFile = assertThrows(IOException.class, () -> IdxFile.read(folder, Arena.global()));
        assertEquals(folder + ": a folder, expected an idx file", notAFile.getMessage());
    }

    private void assertRefused(String expected) {
        assertRefused(file(), expected);
    }

    private static void assertRefused(Path file, String expected) {
        try (Arena arena = Arena.ofConfined()) {
            String message = assertThrows(FormatException.class, () -> IdxFile.read(file, arena))
                    .getMessage();
            assertTrue(message.startsWith(file + ": "), message);
            assertTrue(message.contains(expected), message);
            assertFalse(message.contains("\n"), message);
        }
    }

    private Path file() {
        return folder.resolve("some-idx-ubyte");
    }
}
