package dev.thrice.formats.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
    private static final int MORE_THAN_A_BUFFER = 30_000;

    private final TensorArena arena = TensorArena.open();

    @TempDir
    Path folder;

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private Path path() {
        return folder.resolve("file.npy");
    }

    private NpyArray open(byte[] bytes) throws IOException {
        return NpyArray.open(Files.write(path(), bytes));
    }

    private void requireRefusal(byte[] bytes, String message) {
        requireLine(message, assertThrows(FormatException.class, () -> open(bytes)));
    }

    private void requireLine(String expected, IOException e) {
        assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
    }

    /** -1, 0 and 100 of every type, whose unsigned ones have no -1. */
    private static Consumer<ByteBuffer> values(String kind) {
        return to -> {
            for (int value : new int[] {kind.startsWith("u") ? 1 : -1, 0, 100}) {
                switch (kind) {
                    case "f2" -> to.putShort(Float.floatToFloat16(value));
                    case "f4" -> to.putFloat(value);
                    case "f8" -> to.putDouble(value);
                    case "i1", "u1" -> to.put((byte) value);
                    case "i2", "u2" -> to.putShort((short) value);
                    case "i4", "u4" -> to.putInt(value);
                    default -> to.putLong(value);
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
    void numbersOfAllTypesAndOrdersAreRead(String kind) throws IOException {
        for (String order : kind.endsWith("1") ? List.of("|", "<", ">") : List.of("<", ">")) {
            for (int version = 1; version <= 3; version++) {
                String descr = order + kind;
                NpyArray array = open(NpyBytes.of(
                        version, NpyBytes.dictionary(descr, false, "(3,)"), NpyBytes.data(descr, values(kind))));
                int first = kind.startsWith("u") ? 1 : -1;
                assertArrayEquals(
                        new float[] {first, 0, 100}, array.tensor(arena).toArray());
                if (kind.startsWith("f")) {
                    requireLine("[3], expected integers", assertThrows(FormatException.class, array::longs));
                } else {
                    assertArrayEquals(new long[] {first, 0, 100}, array.longs());
                }
            }
        }
    }

    @Test
    void unsignedNumbersAreAndTruthValuesAreBits() throws IOException {
        byte[] ones = new byte[8];
        Arrays.fill(ones, (byte) -1);
        assertArrayEquals(
                new long[] {255},
                open(NpyBytes.of("|u1", false, "()", to -> to.put(ones, 0, 1))).longs());
        assertArrayEquals(
                new long[] {65535},
                open(NpyBytes.of("<u2", false, "()", to -> to.put(ones, 0, 2))).longs());
        assertArrayEquals(
                new long[] {4294967295L},
                open(NpyBytes.of("<u4", false, "()", to -> to.put(ones, 0, 4))).longs());
        NpyArray large = open(NpyBytes.of("<u8", false, "()", to -> to.put(ones)));
        requireLine("18446744073709551615 at index 0", assertThrows(FormatException.class, large::longs));
        assertEquals(0x1p64f, large.tensor(arena).get(0, 0));
        NpyArray bits = open(NpyBytes.of("|b1", false, "(3,)", to -> to.put(new byte[] {0, 1, 2})));
        assertEquals(ElementType.BOOL, bits.type());
        assertArrayEquals(new long[] {0, 1, 1}, bits.longs());
        assertArrayEquals(new float[] {0, 1, 1}, bits.tensor(arena).toArray());
    }

    @Test
    void doublesAreRoundedAndThoseTooLargeNamed() throws IOException {
        NpyArray array = open(NpyBytes.of(
                "<f8",
                false,
                "(1, 3)",
                to -> to.putDouble(.1).putDouble(Double.NaN).putDouble(1 / 0.0)));
        assertArrayEquals(
                new float[] {.1f, Float.NaN, 1 / 0f}, array.tensor(arena).toArray());
        NpyArray large =
                open(NpyBytes.of("<f8", false, "(2, 1)", to -> to.putDouble(1).putDouble(1e300)));
        requireLine(
                "1.0E300 in row 1, column 0, expected numbers that float32 can hold",
                assertThrows(FormatException.class, () -> large.tensor(arena)));
    }

    /** Of an array whose element at (i, j, k) is 100 i + 10 j + k, in either order. */
    @Test
    void fortransOrderIsTheSameArray() throws IOException {
        byte[] c = NpyBytes.of("<f4", false, "(2, 3, 4)", to -> {
            for (int i = 0; i < 24; i++) {
                to.putFloat(100 * (i / 12) + 10 * (i / 4 % 3) + i % 4);
            }
        });
        byte[] fortran = NpyBytes.of("<f4", true, "(2, 3, 4)", to -> {
            for (int i = 0; i < 24; i++) {
                to.putFloat(100 * (i % 2) + 10 * (i / 2 % 3) + i / 6);
            }
        });
        for (int rowDimensions = 0; rowDimensions <= 3; rowDimensions++) {
            Tensor expected = open(c).tensor(arena, rowDimensions);
            Tensor found = open(fortran).tensor(arena, rowDimensions);
            assertEquals(expected.rows(), found.rows());
            assertEquals(List.of(1, 2, 6, 24).get(rowDimensions), found.rows());
            assertArrayEquals(expected.toArray(), found.toArray());
        }
        assertEquals(123, open(fortran).tensor(arena, 2).get(1 * 3 + 2, 3));
        byte[] labels = NpyBytes.of("<i2", true, "(2, 3)", to -> {
            for (int value : new int[] {1, 4, 2, 5, 3, 6}) {
                to.putShort((short) value);
            }
        });
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, open(labels).longs());
    }

    @Test
    void dimensionsAreFolded() throws IOException {
        byte[] three = NpyBytes.of("|u1", false, "(2, 1, 3)", to -> to.put(new byte[] {1, 2, 3, 4, 5, 6}));
        NpyArray array = open(three);
        assertEquals(List.of(2L, 1L, 3L), array.shape());
        requireLine(
                "U8 [2, 1, 3], expected at most 2 dimensions, or to be told how many of them are rows",
                assertThrows(FormatException.class, () -> array.tensor(arena)));
        assertEquals(2, array.tensor(arena, 1).rows());
        assertThrows(IndexOutOfBoundsException.class, () -> array.tensor(arena, 4));
        NpyArray scalar = open(NpyBytes.of("<f4", true, "()", to -> to.putFloat(7)));
        assertEquals(7, scalar.tensor(arena).get(0, 0));
        NpyArray none = open(NpyBytes.of("<f4", true, "(0, 5)", to -> {}));
        assertEquals(5, none.tensor(arena).columns());
        assertEquals(0, none.tensor(arena).rows());
        NpyArray row = open(NpyBytes.of(
                "<f4", true, "(3,)", to -> to.putFloat(1).putFloat(2).putFloat(3)));
        assertEquals(1, row.tensor(arena).rows());
        assertEquals(3, row.tensor(arena, 1).rows());
    }

    @Test
    void longArraysAreWhole() throws IOException {
        float[] values = new float[MORE_THAN_A_BUFFER];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        for (String descr : List.of("<f4", ">f4", "<f8")) {
            NpyArray array = open(NpyBytes.of(descr, false, "(2, 15000)", to -> {
                for (float value : values) {
                    if (descr.endsWith("4")) {
                        to.putFloat(value);
                    } else {
                        to.putDouble(value);
                    }
                }
            }));
            assertArrayEquals(values, array.tensor(arena).toArray());
        }
    }

    /** Python 2 wrote long integers with an L; keys come in any order, quotes in two forms. */
    @Test
    void headersOfOtherHandsAreRead() throws IOException {
        for (String header : List.of(
                "{'shape': (2L, 1L), 'fortran_order': False, 'descr': '<f4'}",
                "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,1,),}   \n",
                "  { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , 1 ) , } ")) {
            NpyArray array = open(NpyBytes.of(1, header, new byte[8]));
            assertEquals(List.of(2L, 1L), array.shape());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }~8~objects of Python, which are pickled, expected numbers",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }~4~records of several types, expected elements of one",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }~8~elements of type <c8, expected floating point",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }~16~elements of type <f16, expected",
                "{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }~12~elements of type <U3, expected",
                "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }~8~elements of type <M8[ns], expected",
                "{'descr': '<V2', 'fortran_order': False, 'shape': (1,), }~2~elements of type <V2, expected",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (1,), }~4~elements of type |f4, expected",
                "{'descr': 'f4', 'fortran_order': False, 'shape': (1,), }~4~elements of type f4, expected",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }~20~20 bytes of data, expected 24 for F32 [2, 3]",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }~28~28 bytes of data, expected 24 for F32 [2, 3]",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }~4~the header has '-' at character 51, expected a size",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,), }~4~the header has '.' at character 52, expected ',' or ')'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }~4~expected a size below 2^63",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,), }~0~more elements than 64 bits can count",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846975, 2), }~0~more elements than 64 bits can count",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }~4~expected True or False",
                "{'descr': '<f4', 'fortran_order': False, 'shape': 1, }~4~expected '('",
                "{'descr': '<f4', 'fortran_order': False, }~4~a header without descr, fortran_order or shape",
                "{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }~4~two members descr",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}~4~a member x in the header, expected",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + 1~4~the header has '+' at character 56, expected nothing",
                "{'descr': '<f4'~4~its end at character 15, expected ',' or '}'",
                "{'descr~4~expected a key",
                "__import__('os')~4~the header has '_' at character 0, expected '{'",
            })
    void whatIsNoArrayOfNumbersIsRefused(String header, int bytes, String message) {
        requireRefusal(NpyBytes.of(1, header, new byte[bytes]), message);
    }

    @Test
    void whatIsNoFileOfNumpysIsRefused() {
        byte[] whole = NpyBytes.of("<f4", false, "(1,)", to -> to.putFloat(1));
        requireRefusal(new byte[0], "ends within its header, expected 8 bytes more");
        requireRefusal(Arrays.copyOf(whole, 9), "ends within its header, expected 1 bytes more");
        requireRefusal(Arrays.copyOf(whole, 50), "ends within its header, expected");
        requireRefusal("PK\3\4 a zip file, named .npy".getBytes(StandardCharsets.US_ASCII), "does not begin as");
        byte[] other = whole.clone();
        other[6] = 4;
        requireRefusal(other, "version 4.0 of the format, expected 1.0, 2.0 or 3.0");
        other[6] = 2; // whose length has four bytes
        requireRefusal(other, "expected at most 65536");
        requireRefusal(
                NpyBytes.of(1, NpyBytes.dictionary("<f4", false, "(" + "1,".repeat(65) + ")"), new byte[4]),
                "more than 64 dimensions");
        IOException e = assertThrows(IOException.class, () -> NpyArray.open(folder.resolve("no.npy")));
        assertEquals(folder.resolve("no.npy") + ": no such file", e.getMessage());
    }

    @Test
    void aFileThatChangesMeanwhileIsAnError() throws IOException {
        byte[] whole = NpyBytes.of("<f4", false, "(2,)", to -> to.putFloat(1).putFloat(2));
        NpyArray array = open(whole);
        Files.write(path(), Arrays.copyOf(whole, whole.length - 1));
        requireLine(
                "ends within its data, expected 1 bytes more",
                assertThrows(FormatException.class, () -> array.tensor(arena)));
        Files.write(path(), Arrays.copyOf(whole, whole.length + 1));
        requireLine("more data than before", assertThrows(FormatException.class, () -> array.tensor(arena)));
    }
}
