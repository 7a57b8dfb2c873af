package dev.thrice.formats.safetensors;

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
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    /** More than is read at a time. */
    private static final int COUNT = 20_000;

    private final TensorArena arena = TensorArena.open();

    @TempDir
    Path folder;

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private Path path() {
        return folder.resolve("file");
    }

    private SafetensorsFile open(SafetensorsBytes bytes) throws IOException {
        return SafetensorsFile.open(bytes.write(path()));
    }

    private void requireRefusal(byte[] file, String message) throws IOException {
        Files.write(path(), file);
        requireLine(message, assertThrows(FormatException.class, () -> SafetensorsFile.open(path())));
    }

    private void requireLine(String expected, IOException e) {
        assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
    }

    @Test
    void whatTheHeaderSaysIsTold() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .floats("b", "[2, 3]", 1, 2, 3, 4, 5, 6)
                .member(" \"__metadata__\" : { \"format\" : \"pt\", \"a\\\"\\u00e9\\n\" : \"\\ud83d\\ude00 \\/\" }\t")
                .tensor("a", "F9_E5M3", "[7]", to -> to.put(new byte[5])))) {
            assertEquals(List.of("b", "a"), List.copyOf(file.names()));
            assertEquals(Map.of("format", "pt", "a\"\u00e9\n", "\ud83d\ude00 /"), file.metadata());
            assertEquals(
                    List.of("format", "a\"\u00e9\n"),
                    List.copyOf(file.metadata().keySet()));
            assertEquals(List.of(2L, 3L), file.entry("b").shape());
            assertEquals(ElementType.F32, file.entry("b").type().orElseThrow());
            assertEquals("F9_E5M3", file.entry("a").dtype());
            assertTrue(file.entry("a").type().isEmpty());
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6}, file.tensor("b", arena).toArray());
        }
    }

    @Test
    void tensorsOfFewDimensionsAreMatrices() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .floats("matrix", "[3,2]", 1, 2, 3, 4, 5, 6)
                .floats("row", "[3]", 7, 8, 9)
                .floats("scalar", "[]", 10)
                .floats("none", "[0,4]"))) {
            requireShape(3, 2, file.tensor("matrix", arena));
            requireShape(1, 3, file.tensor("row", arena));
            requireShape(1, 1, file.tensor("scalar", arena));
            requireShape(0, 4, file.tensor("none", arena));
            requireShape(0, 4, file.view("none", arena));
            assertEquals(10, file.tensor("scalar", arena).get(0, 0));
            Tensor padded = Tensor.allocate(arena, 3, 2);
            file.copy(file.entry("matrix"), padded);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, padded.toArray());
            Tensor other = Tensor.allocate(arena, 2, 3);
            assertThrows(IllegalArgumentException.class, () -> file.copy(file.entry("matrix"), other));
        }
    }

    private static float[] counted(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i % 1000;
        }
        return values;
    }

    private static void requireShape(int rows, int columns, Tensor tensor) {
        assertEquals(rows, tensor.rows());
        assertEquals(columns, tensor.columns());
    }

    @Test
    void whatHasMoreDimensionsIsFoldedAsTheCallerSays() throws IOException {
        float[] values = counted(24);
        try (SafetensorsFile file = open(new SafetensorsBytes().floats("conv", "[2,3,4]", values))) {
            TensorEntry conv = file.entry("conv");
            requireLine(
                    "conv (F32 [2, 3, 4]), expected at most 2 dimensions, or to be asked for folded",
                    assertThrows(FormatException.class, () -> file.tensor(conv, arena)));
            for (int rowDimensions = 0; rowDimensions <= 3; rowDimensions++) {
                int rows = List.of(1, 2, 6, 24).get(rowDimensions);
                requireShape(rows, 24 / rows, file.tensor(conv.folded(rowDimensions), arena));
                assertArrayEquals(
                        values, file.view(conv.folded(rowDimensions), arena).toArray());
            }
            assertThrows(IndexOutOfBoundsException.class, () -> conv.folded(4));
        }
    }

    /** Every value of 16 bits, against its definition. */
    @Test
    void shorterFloatsAreWidenedExactly() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .tensor("half", "F16", "[256,256]", SafetensorsFileTest::putAllOf16Bits)
                .tensor("brain", "BF16", "[65536]", SafetensorsFileTest::putAllOf16Bits))) {
            float[] half = file.tensor("half", arena).toArray();
            float[] brain = file.view("brain", arena).toArray();
            for (int bits = 0; bits < 1 << 16; bits++) {
                assertEquals(half(bits), half[bits]);
                assertEquals(Float.intBitsToFloat(bits << 16), brain[bits]);
            }
        }
    }

    private static void putAllOf16Bits(ByteBuffer to) {
        for (int bits = 0; bits < 1 << 16; bits++) {
            to.putShort((short) bits);
        }
    }

    /** By IEEE 754: a sign, five bits of exponent with a bias of 15, ten of fraction. */
    private static float half(int bits) {
        int exponent = bits >> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        double size = exponent == 31
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
        return (float) (bits >> 15 == 0 ? size : -size);
    }

    @Test
    void whatFloat32DoesNotHoldIsNarrowedIfAskedFor() throws IOException {
        double[] doubles = {1, 1 + Math.pow(2, -24), 1 + 3 * Math.pow(2, -24), -1e-50, Double.NaN, -1 / 0.0};
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .tensor("double", "F64", "[6]", to -> Arrays.stream(doubles).forEach(to::putDouble))
                .tensor(
                        "large",
                        "F64",
                        "[2,2]",
                        to -> to.putDouble(1).putDouble(2).putDouble(3).putDouble(-1e39))
                .tensor("long", "I64", "[2]", to -> to.putLong(-3).putLong((1L << 53) + 1))
                .tensor("unsigned", "U64", "[2]", to -> to.putLong(-1).putLong(Long.MIN_VALUE + (1L << 39) + 1)))) {
            TensorEntry entry = file.entry("double");
            requireLine(
                    "double (F64 [6]), expected F32 or F16 or BF16, or to be asked for narrowed",
                    assertThrows(FormatException.class, () -> file.tensor(entry, arena)));
            float[] narrow = file.tensor(entry.narrowed(), arena).toArray();
            assertArrayEquals(
                    new float[] {1, 1, 1 + 2 * Math.ulp(1f), -0f, Float.NaN, Float.NEGATIVE_INFINITY}, narrow);
            requireLine(
                    "large (F64 [2, 2]): -1.0E39 in row 1, column 1, expected numbers that float32 can hold",
                    assertThrows(
                            FormatException.class,
                            () -> file.tensor(file.entry("large").narrowed(), arena)));
            assertArrayEquals(
                    new float[] {-3, 0x1p53f},
                    file.tensor(file.entry("long").narrowed(), arena).toArray());
            assertArrayEquals( // 2^63 + 2^39 is halfway, and a bit above it
                    new float[] {0x1p64f, 0x1p63f + 0x1p40f},
                    file.tensor(file.entry("unsigned").narrowed(), arena).toArray());
        }
    }

    @Test
    void integersAreReadInTheirOrder() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .tensor(
                        "i64",
                        "I64",
                        "[" + COUNT + "]",
                        to -> LongStream.range(0, COUNT).forEach(i -> to.putLong(i * i)))
                .tensor("i32", "I32", "[2]", to -> to.putInt(-1).putInt(7))
                .tensor("u32", "U32", "[1,2]", to -> to.putInt(-1).putInt(7))
                .tensor("i16", "I16", "[2]", to -> to.putShort((short) -1).putShort((short) 7))
                .tensor("u16", "U16", "[2]", to -> to.putShort((short) -1).putShort((short) 7))
                .tensor("i8", "I8", "[2]", to -> to.put((byte) -1).put((byte) 7))
                .tensor("u8", "U8", "[2]", to -> to.put((byte) -1).put((byte) 7))
                .tensor("bool", "BOOL", "[2]", to -> to.put((byte) 0).put((byte) 7))
                .tensor("u64", "U64", "[2]", to -> to.putLong(7).putLong(-1))
                .floats("f32", "[1]", 1))) {
            assertArrayEquals(LongStream.range(0, COUNT).map(i -> i * i).toArray(), file.longs(file.entry("i64")));
            assertArrayEquals(new long[] {-1, 7}, file.longs(file.entry("i32")));
            assertArrayEquals(new long[] {(1L << 32) - 1, 7}, file.longs(file.entry("u32")));
            assertArrayEquals(new long[] {-1, 7}, file.longs(file.entry("i16")));
            assertArrayEquals(new long[] {65535, 7}, file.longs(file.entry("u16")));
            assertArrayEquals(new long[] {-1, 7}, file.longs(file.entry("i8")));
            assertArrayEquals(new long[] {255, 7}, file.longs(file.entry("u8")));
            assertArrayEquals(new long[] {0, 1}, file.longs(file.entry("bool")));
            requireLine(
                    "u64 (U64 [2]): 18446744073709551615 at index 1, expected numbers below 2^63",
                    assertThrows(FormatException.class, () -> file.longs(file.entry("u64"))));
            requireLine(
                    "f32 (F32 [1]), expected integers",
                    assertThrows(FormatException.class, () -> file.longs(file.entry("f32"))));
        }
    }

    @Test
    void aViewIsWhereTheFileIsAndReadOnly() throws IOException {
        byte[] bytes = new SafetensorsBytes()
                .floats("a", "[2,3]", 1, 2, 3, 4, 5, 6)
                .floats("b", "[3]", 7, 8, 9)
                .bytes(4);
        Path path = Files.write(path(), bytes);
        Tensor first;
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            first = file.view("a", arena);
            Tensor second = file.view("b", arena);
            assertEquals(24, second.segment().address() - first.segment().address());
        }
        assertTrue(first.isReadOnly());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, first.toArray()); // when the file is closed
        byte[] changed = Files.readAllBytes(path);
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putFloat(changed.length - 36, 42);
        Files.write(path, changed, StandardOpenOption.WRITE);
        assertEquals(42, first.get(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatIsNotAlignedIsCopied(int shift) throws IOException {
        byte[] bytes = new SafetensorsBytes()
                .member("\"__metadata__\":{\"\":\"" + "x".repeat(shift) + "\"}")
                .floats("a", "[2,3]", 1, 2, 3, 4, 5, 6)
                .bytes();
        try (SafetensorsFile file = SafetensorsFile.open(Files.write(path(), bytes))) {
            boolean aligned = (bytes.length - 24) % 4 == 0;
            Tensor a = file.view("a", arena);
            assertEquals(aligned, a.isReadOnly());
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, a.toArray());
        }
    }

    @Test
    void aFileThatIsShortenedMeanwhileIsAnError() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes().floats("a", "[" + COUNT + "]", new float[COUNT]))) {
            try (FileChannel other = FileChannel.open(path(), StandardOpenOption.WRITE)) {
                other.truncate(other.size() - 8);
            }
            requireLine("ends too early, at byte ", assertThrows(FormatException.class, () -> file.tensor("a", arena)));
            requireLine("ends too early, at byte ", assertThrows(FormatException.class, () -> file.view("a", arena)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[0,8]}}|8|a (F32 [2, 2]) has 8 bytes, expected 16",
                "{'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]}}|4|a at [0, 8], expected a begin and an end within 4",
                "{'a':{'dtype':'F32','shape':[],'data_offsets':[4,0]}}|4|a at [4, 0], expected a begin",
                "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4,4]}}|4|a at 3 numbers, expected a begin",
                "{'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]}}|9|1 bytes after the last tensor",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[1,5]}}|5|begins at byte 1 of the data, expected 0",
                "{'a':{'dtype':'X','shape':[1],'data_offsets':[0,5]},'b':{'dtype':'X','shape':[1],'data_offsets':[4,8]}}|8|neither overlap",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}}|8|larger than any memory",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4,0],'data_offsets':[0,0]}}|0|larger than any memory",
                "{'a':{'dtype':'F32','shape':[1,-2],'data_offsets':[0,8]}}|8|'-' at byte 39, expected a whole number",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}}|8|'.' at byte 38, expected ',' or ']'",
                "{'a':{'dtype':'F32','shape':[1e3],'data_offsets':[0,8]}}|8|'e' at byte 38, expected ',' or ']'",
                "{'a':{'dtype':'F32','shape':[01],'data_offsets':[0,8]}}|8|expected a number below 2^63, without zeros",
                "{'a':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}}|8|expected a number below 2^63",
                "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}|8|'\"' at byte 37, expected a whole number",
                "{'a':{'dtype':'F32','shape':[2,],'data_offsets':[0,8]}}|8|']' at byte 39, expected a whole number",
                "{'a':{'dtype':'F32','shape':null,'data_offsets':[0,8]}}|8|'n' at byte 36, expected '['",
                "{'a':{'dtype':1,'shape':[2],'data_offsets':[0,8]}}|8|'1' at byte 22, expected '\"'",
                "{'a':{'shape':[2],'data_offsets':[0,8]}}|8|a has no dtype",
                "{'a':{'dtype':'F32','data_offsets':[0,8]}}|8|a has no shape",
                "{'a':{'dtype':'F32','shape':[2]}}|8|a has no data_offsets",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}|8|a has two members dtype",
                "{'a':{'stride':[1]}}|8|a has a member stride, expected dtype, shape and data_offsets",
                "{'a':{'dtype':'X','shape':[],'data_offsets':[0,0]},'a':{'dtype':'X','shape':[],'data_offsets':[0,0]}}|0|two members a",
                "{'__metadata__':{'a':'b','a':'c'}}|0|two members a in __metadata__",
                "{'__metadata__':{},'__metadata__':{}}|0|two members __metadata__",
                "{'__metadata__':{'a':1}}|0|'1' at byte 29, expected '\"'",
                "{'__metadata__':1}|0|'1' at byte 24, expected '{'",
                "{'a\\x':{}}|0|'x' at byte 12, expected an escape",
                "{'\\u12g4':{}}|0|'g' at byte 14, expected four hexadecimal digits",
                "{'\\ud800':{}}|0|half a character at byte 12, expected both halves",
                "{'\\ud800\\u0041':{}}|0|half a character at byte 12, expected both halves",
                "{'\\udc00\\ud800':{}}|0|half a character at byte 12, expected both halves",
                "{'a':|0|its end at byte 13, expected '{'",
                "{'a|0|its end at byte 11, expected the rest of a string",
                "{} {}|0|'{' at byte 11, expected nothing more",
                "[]|0|'[' at byte 8, expected '{'",
            })
    void whatIsNoHeaderIsRefusedByItsPlace(String header, int bytes, String message) throws IOException {
        requireRefusal(SafetensorsBytes.bytes(header.replace('\'', '"'), new byte[bytes]), message);
    }

    @Test
    void whatIsNoTextIsRefusedByItsPlace() throws IOException {
        requireRefusal(SafetensorsBytes.bytes(" {}"), "' ' at byte 8, expected '{'");
        requireRefusal(SafetensorsBytes.bytes(""), "is no safetensors file: 8 bytes, expected the length of a header");
        requireRefusal(SafetensorsBytes.bytes("{\"a\n\":{}}"), "'\\u000a' at byte 11, expected the rest of a string");
        byte[] bytes = SafetensorsBytes.bytes("{\"a?\":{}}");
        bytes[11] = (byte) 0xff;
        requireRefusal(bytes, "a string at byte 10, expected one in UTF-8");
        bytes[9] = (byte) 0xff;
        requireRefusal(bytes, "0xFF at byte 9, expected '\"'");
        requireRefusal(SafetensorsBytes.bytes("[".repeat(1_000_000)), "'[' at byte 8, expected '{'");
        requireRefusal(
                SafetensorsBytes.bytes("{\"a\":" + "{\"a\":".repeat(1_000_000)), "tensor a has a member a, expected");
    }

    @Test
    void aHeaderLengthIsCheckedBeforeMemoryIsTaken() throws IOException {
        requireRefusal(new byte[5], "is no safetensors file: 5 bytes, expected the length of a header in 8 bytes, ");
        for (long length : new long[] {3, 100_000_001, Long.MAX_VALUE, -1}) {
            byte[] bytes = ByteBuffer.allocate(10)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put((byte) '{')
                    .array();
            requireRefusal(
                    bytes,
                    "header length " + Long.toUnsignedString(length)
                            + ", expected at most 100000000 and what is in the file, 2");
        }
    }

    /** As people mistake them: a text, a picture, what torch.save writes. */
    @Test
    void whatIsOfAnotherKindIsSaidToBeNoSafetensorsFile() throws IOException {
        String expected = ", expected the length of a header in 8 bytes, then its '{'";
        requireRefusal(
                "sepal,petal,species\n1,2,setosa\n".getBytes(StandardCharsets.US_ASCII),
                "is no safetensors file: it begins with 'sepal,pet'" + expected);
        requireRefusal(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0},
                "is no safetensors file: it begins with 89 50 4e 47 0d 0a 1a 0a 00" + expected);
        requireRefusal(
                new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0},
                "is no safetensors file: it begins with the bytes of a zip archive, such as torch.save writes"
                        + expected);
        requireRefusal(new byte[0], "is no safetensors file: 0 bytes" + expected);
    }

    @Test
    void namesFromAFileDoNotBreakAMessage() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes().floats("\\u001b[2J" + "x".repeat(1000), "[1]", 1))) {
            FormatException e = assertThrows(FormatException.class, () -> file.tensor("\n", arena));
            requireLine("no tensor \\u000a, it has \\u001b[2Jxxx", e);
            assertTrue(e.getMessage().length() < 400, e.getMessage());
        }
    }

    @Test
    void whatIsNoFileIsNamed() {
        IOException e = assertThrows(IOException.class, () -> SafetensorsFile.open(path()));
        assertEquals(path() + ": no such file", e.getMessage());
        e = assertThrows(IOException.class, () -> SafetensorsFile.open(folder));
        assertEquals(folder + ": a folder, expected a safetensors file", e.getMessage());
    }

    @Test
    void whatIsAskedForOfAKindHasToBeOfIt() throws IOException {
        try (SafetensorsFile file = open(new SafetensorsBytes().floats("a", "[2]", 1, Float.NaN))) {
            requireLine(
                    "a (F32 [2]), expected I64 of 1 dimension(s)",
                    assertThrows(FormatException.class, () -> file.entry("a", 1, List.of(ElementType.I64))));
            requireLine(
                    "a (F32 [2]), expected F32 or F16 or BF16 of 2 dimension(s)",
                    assertThrows(FormatException.class, () -> file.entry("a", 2, ElementType.FLOATS)));
            Tensor to = Tensor.allocate(arena, 1, 2);
            requireLine(
                    "a (F32 [2]): NaN in row 0, expected finite numbers",
                    assertThrows(FormatException.class, () -> file.copyFinite(file.entry("a"), to)));
        }
    }

    /** Longer than a buffer, and rows that end within one. */
    @Test
    void longTensorsOfAllTypesAreWhole() throws IOException {
        float[] values = counted(3 * 25_001);
        try (SafetensorsFile file = open(new SafetensorsBytes()
                .floats("f32", "[3,25001]", values)
                .tensor(
                        "f64",
                        "F64",
                        "[3,25001]",
                        to -> IntStream.range(0, values.length).forEach(i -> to.putDouble(values[i])))
                .tensor(
                        "i16",
                        "I16",
                        "[3,25001]",
                        to -> IntStream.range(0, values.length).forEach(i -> to.putShort((short) values[i]))))) {
            for (String name : file.names()) {
                TensorEntry entry = file.entry(name).narrowed();
                assertArrayEquals(values, file.tensor(entry, arena).toArray(), name);
                Tensor padded = Tensor.allocate(arena, 3, 25_001);
                file.copy(entry, padded);
                assertArrayEquals(values, padded.toArray(), name);
            }
        }
    }

    @Test
    void aNameInUtf8IsFound() throws IOException {
        byte[] bytes = new SafetensorsBytes()
                .floats("gr\u00fc\u00df \ud83d\ude00", "[1]", 5)
                .bytes();
        assertTrue(new String(bytes, StandardCharsets.UTF_8).contains("\ud83d\ude00"));
        Files.write(path(), bytes);
        try (SafetensorsFile file = SafetensorsFile.open(path())) {
            assertEquals(5, file.tensor("gr\u00fc\u00df \ud83d\ude00", arena).get(0, 0));
        }
    }
}
