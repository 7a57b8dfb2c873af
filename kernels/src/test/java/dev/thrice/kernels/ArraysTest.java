package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tensors of what a caller has: arrays, memory of any kind, files. */
class ArraysTest {
    private static final float[] VALUES = {1, 2, 3, 4, 5, Float.NaN};

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        if (arena.isOpen()) {
            arena.close();
        }
    }

    @Test
    void anArrayIsCopiedRowAfterRow() {
        float[] values = VALUES.clone();
        Tensor t = arena.tensor(2, 3, values);
        values[0] = 9;
        assertArrayEquals(VALUES, t.toArray());
        assertEquals(4, t.get(1, 0));
        assertEquals(16, t.leadingDimension()); // padded, as an allocated one is
        assertEquals(7, arena.tensor(1, 1, 7).get(0, 0));
    }

    @Test
    void withoutValuesThereAreZeros() {
        assertArrayEquals(new float[6], arena.tensor(2, 3).toArray());
        assertEquals("[0 x 3]", arena.tensor(0, 3, new float[0]).toString());
    }

    @Test
    void anArrayOfRowsIsCopied() {
        Tensor t = arena.tensor(new float[][] {{1, 2, 3}, {4, 5, Float.NaN}});
        assertEquals("[2 x 3]", t.toString());
        assertArrayEquals(VALUES, t.toArray());
        assertEquals("[0 x 0]", arena.tensor(new float[0][]).toString());
        assertEquals("[2 x 0]", arena.tensor(new float[2][0]).toString());
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        refused("copy: 5 values, expected 6 for [2 x 3]", () -> arena.tensor(2, 3, new float[5]));
        refused("copy: 1 values, expected 4611686014132420609 for", () -> {
            arena.tensor(Integer.MAX_VALUE, Integer.MAX_VALUE, 1);
        });
        refused("[-1 x -1], expected sizes of at least 0", () -> arena.tensor(-1, -1, 1));
        refused("row 1 has 1 values, expected 2, as row 0 has", () -> arena.tensor(new float[][] {{1, 2}, {3}}));
        refused("row 1 is null, expected 2, as row 0 has", () -> arena.tensor(new float[][] {{1, 2}, null}));
        refused("row 0 is null", () -> arena.tensor(new float[][] {null, {}}));
        assertEquals(0, arena.allocatedBytes());
    }

    /** Heap memory, and what somebody may free at any moment. */
    @Test
    void memoryOfAnyKindIsCopied() {
        ByteBuffer bytes = ByteBuffer.allocate(25).order(ByteOrder.nativeOrder());
        bytes.position(1);
        bytes.asFloatBuffer().put(VALUES);
        MemorySegment array = MemorySegment.ofArray(VALUES);
        assertArrayEquals(VALUES, arena.tensor(2, 3, array).toArray());
        assertArrayEquals(VALUES, arena.tensor(2, 3, array.asReadOnly()).toArray());
        assertArrayEquals(
                VALUES,
                arena.tensor(2, 3, MemorySegment.ofArray(bytes.array()).asSlice(1))
                        .toArray());
        Tensor kept;
        try (Arena shared = Arena.ofShared()) {
            kept = arena.tensor(2, 3, shared.allocateFrom(ValueLayout.JAVA_FLOAT, VALUES));
        }
        assertArrayEquals(VALUES, kept.toArray());
        refused("copy: 24 bytes, expected 4 floats, of 4 bytes each, for [2 x 2]", () -> arena.tensor(2, 2, array));
        refused("copy: 23 bytes, expected 6 floats", () -> arena.tensor(2, 3, array.asSlice(1)));
        refused("copy: 24 bytes, expected 4611686014132420609 floats", () -> {
            arena.tensor(Integer.MAX_VALUE, Integer.MAX_VALUE, array);
        });
        refused(
                "read-only",
                () -> Tensor.of(MemorySegment.NULL.asReadOnly(), 0, 0).copyFrom(array.asSlice(0, 0)));
    }

    @Test
    void nativeMemoryWhoseRowsAreCloseIsViewed() {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment memory = confined.allocateFrom(ValueLayout.JAVA_FLOAT, VALUES);
            Tensor t = Tensor.of(memory, 2, 3);
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 3, 8);
            assertEquals(8, t.get(1, 0));
            assertEquals(3, t.leadingDimension());
        }
    }

    @Test
    void aFileIsMappedAndReadInPlace(@TempDir Path folder) throws IOException {
        Path file = write(folder, VALUES);
        Tensor t = arena.map(file, 2, 3);
        assertTrue(t.isReadOnly());
        assertArrayEquals(VALUES, t.toArray());
        Files.write(file, new byte[24]);
        assertArrayEquals(new float[6], t.toArray());
        Tensor y = arena.tensor(3, 3);
        Files.write(file, Files.readAllBytes(write(folder.resolve("other"), 1, 2, 3, 4, 5, 6)));
        Kernels.select().gemm(t.transposed(), t, y).run(t, t, y);
        assertArrayEquals(new float[] {17, 22, 27, 22, 29, 36, 27, 36, 45}, y.toArray());
        arena.close();
        assertFalse(t.segment().scope().isAlive());
        assertThrows(IllegalStateException.class, () -> arena.map(file, 2, 3));
    }

    @Test
    void aFileOfAnotherLengthIsRefused(@TempDir Path folder) throws IOException {
        Path file = write(folder, VALUES);
        refused("map: " + file + " has 24 bytes, expected 8 floats, of 4 bytes each, for [2 x 4]", () -> {
            arena.map(file, 2, 4);
        });
        refused("expected 5 floats", () -> arena.map(file, 1, 5));
        refused("[-2 x -3]", () -> arena.map(file, -2, -3));
        Files.write(file, new byte[23]);
        refused("has 23 bytes, expected 6 floats", () -> arena.map(file, 2, 3));
        Files.write(file, new byte[0]);
        assertEquals("[0 x 3]", arena.map(file, 0, 3).toString());
        assertThrows(NoSuchFileException.class, () -> arena.map(folder.resolve("none"), 2, 3));
    }

    private static Path write(Path folder, float... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return Files.write(Files.createDirectories(folder).resolve("matrix.f32"), bytes.array());
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count());
    }
}
