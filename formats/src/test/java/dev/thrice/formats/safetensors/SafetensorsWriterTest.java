package dev.thrice.formats.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    private final TensorArena arena = TensorArena.open();
    private final Tensor x = Tensor.allocate(arena, 2, 3).copyFrom(1, 2, 3, 4, 5, -0f);

    @TempDir
    Path folder;

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private static byte[] bytes(SafetensorsWriter writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(bytes);
        return bytes.toByteArray();
    }

    /** The first of the metadata is what transformers and others ask for, before they take a file for PyTorch's. */
    @Test
    void theBytesAreThese() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(new SafetensorsWriter()
                        .metadata("thrice.activation", "relu")
                        .add("z", x)
                        .add("a", x.rows(1, 1), 3)
                        .add("s", x.rows(0, 1).columns(0, 1), new int[0])))
                .order(ByteOrder.LITTLE_ENDIAN);
        String header = "{\"__metadata__\":{\"format\":\"pt\",\"thrice.activation\":\"relu\"},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,36]},"
                + "\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[36,40]}}";
        long length = bytes.getLong();
        assertEquals(0, length % 8);
        assertEquals(header.length() + Math.floorMod(-header.length(), 8), length);
        byte[] text = new byte[(int) length];
        bytes.get(text);
        assertEquals(header + " ".repeat((int) length - header.length()), new String(text, UTF_8));
        for (float value : new float[] {1, 2, 3, 4, 5, -0f, 4, 5, -0f, 1}) {
            assertEquals(Float.floatToRawIntBits(value), bytes.getInt());
        }
        assertEquals(0, bytes.remaining());
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("file");
        Tensor wide = Tensor.allocate(arena, 2, 40_000).fill(3);
        String odd = "\" \\ \n\u0001\u007f gr\u00fc\u00df \ud83d\ude00 \u2028";
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata(odd, odd).add(odd, x).add("wide", wide);
        writer.write(file);
        assertArrayEquals(bytes(writer), Files.readAllBytes(file));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertEquals(List.of(odd, "wide"), List.copyOf(read.names()));
            assertEquals(Map.of("format", "pt", odd, odd), read.metadata());
            assertArrayEquals(x.toArray(), read.tensor(odd, arena).toArray());
            Tensor view = read.view("wide", arena);
            assertArrayEquals(wide.toArray(), view.toArray());
            assertTrue(view.isReadOnly());
            SafetensorsWriter again = new SafetensorsWriter().metadata(read.metadata());
            for (String name : read.names()) {
                again.add(name, read.view(name, arena));
            }
            assertArrayEquals(bytes(writer), bytes(again));
            again.write(file); // over what is mapped, which stays
            assertArrayEquals(wide.toArray(), view.toArray());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void theFormatIsSaidUnlessTheCallerSaysOtherwise() throws IOException {
        assertTrue(new String(bytes(new SafetensorsWriter().metadata("format", "np")), UTF_8)
                .startsWith("{\"__metadata__\":{\"format\":\"np\"}}", Long.BYTES));
        assertEquals("{}      ", new String(bytes(new SafetensorsWriter().metadata(Map.of())), Long.BYTES, 8, UTF_8));
    }

    @Test
    void whatCannotBeSaidIsRefused() {
        SafetensorsWriter writer = new SafetensorsWriter().add("x", x);
        for (Runnable wrong : List.<Runnable>of(
                () -> writer.add("x", x),
                () -> writer.add("__metadata__", x),
                () -> writer.add("\ud800", x),
                () -> writer.metadata("\udc00", ""),
                () -> writer.metadata("", "\udc00"),
                () -> writer.add("y", x, 5),
                () -> writer.add("y", x, -2, -3))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
    }

    @Test
    void aTensorThatIsGoneLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        TensorArena gone = TensorArena.open();
        SafetensorsWriter writer = new SafetensorsWriter().add("x", Tensor.allocate(gone, 2, 2));
        gone.close();
        assertThrows(IllegalStateException.class, () -> writer.write(file));
        assertEquals("old", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
