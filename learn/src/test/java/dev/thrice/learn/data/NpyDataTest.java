package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.numpy.NpyWriter;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyDataTest {
    @TempDir
    Path folder;

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void integersAreClassesAndFloatsAreValues() throws IOException {
        Path x = floats("x", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 2, 2);
        Dataset classes = Dataset.ofNpy(x, integers("labels", 0, 2, 1));
        assertEquals("3 images [2 x 2] of 3 classes", classes.toString());
        assertEquals(11, classes.feature(2, 2));
        assertEquals(2, classes.label(1));
        Dataset values = Dataset.ofNpy(x, floats("y", new float[] {.5f, 1, 2}, 3));
        assertEquals("3 images [2 x 2] of 1 values each", values.toString());
        assertEquals(2, values.value(2, 0));
        Dataset pairs = Dataset.ofNpy(x, floats("y", new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
        assertEquals(4, pairs.value(1, 1));
    }

    @Test
    void examplesMayBeImages() throws IOException {
        float[] numbers = new float[24];
        for (int i = 0; i < 24; i++) {
            numbers[i] = i;
        }
        Path y = integers("labels", 0, 1);
        Dataset images = Dataset.ofNpy(floats("x", numbers, 2, 2, 3, 2), y);
        assertEquals("2 images [2 x 3 x 2] of 2 classes", images.toString());
        Dataset flat = Dataset.ofNpy(floats("x", numbers, 2, 12), y);
        assertEquals(Optional.empty(), flat.image());
        assertEquals(images.image(), flat.images(new ImageShape(2, 3, 2)).image());
        assertEquals(17, flat.images(new ImageShape(2, 3, 2)).slice(1, 2).feature(0, 5));
        assertEquals(
                "dataset: images of 2 x 2 x 2, expected 12 elements, one a feature",
                assertThrows(IllegalArgumentException.class, () -> flat.images(new ImageShape(2, 2, 2)))
                        .getMessage());
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        Path x = floats("x", new float[] {1, 2, 3, 4}, 2, 2);
        Path one = integers("one", 1);
        refused(x + " and " + one + ": dataset: 1 labels, expected 2, one a row of features", x, one);
        Path below = integers("below", 0, -1);
        refused(below + ": label -1 of row 1, expected 0 to 2147483646", x, below);
        refused(one + ": 1 dimension(s), expected at least 2 (count x features)", one, one);
        Path deep = floats("deep", new float[] {1, 2}, 2, 1, 1);
        refused(deep + ": 3 dimension(s), expected 1 or 2 (count x values)", x, deep);
        Path infinite = floats("infinite", new float[] {1, Float.POSITIVE_INFINITY, 3, 4}, 2, 2);
        refused(
                infinite + " and " + x
                        + ": dataset: features have Infinity in row 0, column 1, expected a finite number",
                infinite,
                x);
    }

    private static void refused(String expected, Path x, Path y) {
        assertEquals(
                expected,
                assertThrows(FormatException.class, () -> Dataset.ofNpy(x, y)).getMessage());
    }

    private Path floats(String name, float[] values, int... shape) throws IOException {
        Path path = folder.resolve(name);
        NpyWriter.write(path, Tensor.allocate(arena, 1, values.length).copyFrom(values), shape);
        return path;
    }

    /** As numpy writes a vector of int64. */
    private Path integers(String name, long... values) throws IOException {
        String header = "{'descr': '<i8', 'fortran_order': False, 'shape': (" + values.length + ",), }";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        bytes.put((byte) 0).putShort((short) 118);
        bytes.put((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        for (long value : values) {
            bytes.putLong(value);
        }
        return Files.write(folder.resolve(name), bytes.array());
    }
}
