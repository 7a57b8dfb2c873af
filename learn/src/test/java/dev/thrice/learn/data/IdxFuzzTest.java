package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever the bytes: a data set that is whole, or an IOException of one line, and no more memory than the files have. */
final class IdxFuzzTest {
    private static final int CLASSES = 10;

    private Path folder;

    @BeforeProperty
    void createFolder() throws IOException {
        folder = Files.createTempDirectory("idx-fuzz");
    }

    @AfterProperty
    void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("images"));
        Files.deleteIfExists(folder.resolve("labels"));
        Files.delete(folder);
    }

    @Property
    void randomBytesAreRefused(@ForAll byte[] images, @ForAll byte[] labels) throws IOException {
        readOrRefuse(images, labels);
    }

    @Property
    void almostIdxBytesAreReadOrRefused(@ForAll("almostIdx") byte[] images, @ForAll("almostIdx") byte[] labels)
            throws IOException {
        readOrRefuse(images, labels);
    }

    private void readOrRefuse(byte[] imageBytes, byte[] labelBytes) throws IOException {
        Path images = Files.write(folder.resolve("images"), imageBytes);
        Path labels = Files.write(folder.resolve("labels"), labelBytes);
        try (CountingArena arena = new CountingArena()) {
            try {
                Dataset data = Dataset.ofIdx(images, labels, CLASSES, arena);
                assertEquals(16L + (long) data.count() * data.features(), imageBytes.length);
                assertEquals(8L + data.count(), labelBytes.length);
                for (int i = 0; i < data.count(); i++) {
                    assertTrue(data.label(i) < CLASSES);
                }
            } catch (IOException e) {
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
                assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
            }
            assertTrue(arena.allocated <= imageBytes.length + labelBytes.length);
        }
    }

    /** Headers that are nearly right, small sizes and wild ones, and about as much data as they say. */
    @Provide
    Arbitrary<byte[]> almostIdx() {
        Arbitrary<Integer> type =
                Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.just(0x08)), Tuple.of(1, Arbitraries.integers()));
        Arbitrary<int[]> sizes = Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.integers().between(0, 4)), Tuple.of(1, Arbitraries.integers()))
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(4);
        Arbitrary<Integer> surplus = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(-20, 20)));
        Arbitrary<Byte> fill = Arbitraries.bytes().between((byte) 0, (byte) 11);
        return Combinators.combine(type, sizes, surplus, fill).as(IdxFuzzTest::file);
    }

    private static byte[] file(int type, int[] sizes, int surplus, byte fill) {
        byte[] header = IdxBytes.header(type, sizes);
        long elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        int data = Math.clamp(elements + surplus, -header.length, 4096);
        byte[] bytes = new byte[header.length + data];
        Arrays.fill(bytes, fill);
        ByteBuffer.wrap(bytes).put(header, 0, Math.min(header.length, bytes.length));
        return bytes;
    }

    private static final class CountingArena implements Arena {
        private final Arena arena = Arena.ofConfined();
        private long allocated;

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            allocated += byteSize;
            return arena.allocate(byteSize, byteAlignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
