package dev.thrice.formats.numpy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyWriterTest {
    @TempDir
    Path folder;

    /** As numpy 2.3.5 writes by np.save of np.array([[1, 2, 3], [4, 5, 6]], np.float32). */
    @Test
    void theBytesAreNumpys() throws IOException {
        Path file = folder.resolve("x.npy");
        try (TensorArena arena = TensorArena.open()) {
            NpyWriter.write(file, Tensor.allocate(arena, 2, 3).copyFrom(1, 2, 3, 4, 5, 6));
        }
        byte[] bytes = Files.readAllBytes(file);
        String header = "\u0093NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        assertEquals(header + " ".repeat(127 - header.length()) + "\n", new String(bytes, 0, 128, ISO_8859_1));
        assertArrayEquals(
                new byte[] {0, 0, -128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, -128, 64, 0, 0, -96, 64, 0, 0, -64, 64},
                java.util.Arrays.copyOfRange(bytes, 128, bytes.length));
    }

    @Test
    void shapesAreAsPythonWritesThem() {
        for (int[] shape : new int[][] {{}, {7}, {1_000_000_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}) {
            String header = new String(NpyWriter.header(shape), ISO_8859_1);
            assertEquals(0, header.length() % 64);
            assertTrue(header.endsWith(" \n"), header);
            assertTrue(
                    header.contains(Stream.of("'shape': (), }", "'shape': (7,), }", "'shape': (1000000000, 1, 2, ")
                            .toList()
                            .get(shape.length == 0 ? 0 : shape.length == 1 ? 1 : 2)),
                    header);
        }
    }

    @Test
    void aScalarHasNoDimensions() throws IOException {
        Path file = folder.resolve("x.npy");
        try (TensorArena arena = TensorArena.open()) {
            NpyWriter.write(file, Tensor.allocate(arena, 1, 1).fill(7), new int[0]);
            assertEquals(List.of(), NpyArray.open(file).shape());
            assertEquals(7, NpyArray.open(file).tensor(arena).get(0, 0));
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("x.npy");
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 3, 70).fill(1.5f);
            NpyWriter.write(file, x, 3, 7, 10);
            assertEquals(List.of(3L, 7L, 10L), NpyArray.open(file).shape());
            assertArrayEquals(x.toArray(), NpyArray.open(file).tensor(arena, 1).toArray());
            assertThrows(IllegalArgumentException.class, () -> NpyWriter.write(file, x, 3, 7));
            assertThrows(IllegalArgumentException.class, () -> NpyWriter.write(file, x, -3, -70));
            assertThrows(IllegalArgumentException.class, () -> NpyWriter.write(file, x, 1 << 30, 1 << 30, 1 << 30));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
