package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.GemmSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TensorTest {
    @Test
    void allocatedTensorsAreZeroedAlignedAndPadded() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor t = Tensor.allocate(arena, 3, 17);
            assertEquals(0, t.segment().address() % TensorArena.ALIGNMENT);
            assertEquals(32, t.leadingDimension());
            assertArrayEquals(new float[51], t.toArray());
            assertEquals("[3 x 17]", t.toString());
        }
    }

    @Test
    void copiesGoRowByRow() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor t = Tensor.allocate(arena, 2, 3).copyFrom(1, 2, 3, 4, 5, 6);
            assertEquals(6, t.get(1, 2));
            assertArrayEquals(new float[] {4, 5, 6}, t.rows(1, 1).toArray());
            assertArrayEquals(
                    t.toArray(), Tensor.allocate(arena, 2, 3).copyFrom(t).toArray());
            assertThrows(IllegalArgumentException.class, () -> t.copyFrom(1, 2));
            assertThrows(IllegalArgumentException.class, () -> t.copyFrom(t.rows(0, 1)));
        }
    }

    /** Every bit pattern of NaN and of subnormals among them, in a view that no cache line begins with. */
    @Test
    void claimingChangesNothing() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor all = Tensor.allocate(arena, 5, 70);
            int[] bits = new SplittableRandom(1)
                    .ints(all.segment().byteSize() / Float.BYTES)
                    .toArray();
            MemorySegment.copy(bits, 0, all.segment(), ValueLayout.JAVA_INT, 0, bits.length);
            Tensor view = all.rows(1, 3).columns(3, 51);
            assertSame(view, view.claim());
            assertArrayEquals(bits, all.segment().toArray(ValueLayout.JAVA_INT));
            Tensor.allocate(arena, 5, 0).claim();
        }
    }

    @Test
    void elementsOutsideAreRefused() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor t = Tensor.allocate(arena, 2, 3); // padded: there is memory behind column 2
            assertThrows(IndexOutOfBoundsException.class, () -> t.get(0, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> t.set(2, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> t.get(-1, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> t.rows(1, 2));
        }
    }

    @Test
    void emptyTensorsAreTensors() {
        try (TensorArena arena = TensorArena.open()) {
            assertEquals(0, Tensor.allocate(arena, 0, 5).toArray().length);
            assertEquals(0, Tensor.allocate(arena, 5, 0).toArray().length);
            assertEquals(0, Tensor.allocate(arena, 5, 3).rows(5, 0).rows());
            assertEquals(
                    3,
                    Tensor.of(arena, arena.allocate(0, 4), 5, 0, 7).rows(2, 3).rows());
        }
    }

    @Test
    void badSizesAreRefused() {
        try (TensorArena arena = TensorArena.open()) {
            assertThrows(IllegalArgumentException.class, () -> Tensor.allocate(arena, -1, 2));
            assertThrows(IllegalArgumentException.class, () -> Tensor.allocate(arena, 1, Integer.MAX_VALUE));
            refused(
                    "more than memory can hold",
                    () -> Tensor.allocate(arena, Integer.MAX_VALUE, Integer.MAX_VALUE - 16));
        }
    }

    @Test
    void badViewsAreRefused() {
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            MemorySegment memory = confined.allocate(100, 64);
            assertEquals(4, Tensor.of(memory, 5, 4, 5).columns());
            refused("needs 25 floats, the segment has 24", () -> Tensor.of(memory.asSlice(0, 96), 5, 5, 5));
            refused("leading dimension 4, expected at least the row length 5", () -> Tensor.of(memory, 1, 5, 4));
            refused("not aligned to 4 bytes", () -> Tensor.of(memory.asSlice(2), 1, 5, 5));
            refused("copy it by TensorArena.tensor", () -> Tensor.of(MemorySegment.ofArray(new float[5]), 1, 5, 5));
            refused("map the file into, a TensorArena", () -> Tensor.of(shared.allocate(100, 4), 1, 5, 5));
            refused(
                    "memory of a shared arena",
                    () -> Tensor.of(shared.allocate(100, 4).asReadOnly(), 1, 5, 5));
            MemorySegment buffer =
                    MemorySegment.ofBuffer(shared.allocate(100, 4).asByteBuffer());
            refused("memory of a shared arena", () -> Tensor.of(buffer, 1, 5, 5));
            refused("sizes of at least 0", () -> Tensor.of(memory, -1, 5, 5));
            refused(
                    "needs 4611686011984936963 floats",
                    () -> Tensor.of(memory, Integer.MAX_VALUE, 1, Integer.MAX_VALUE));
            try (TensorArena arena = TensorArena.open()) {
                refused("not allocated from the given arena", () -> Tensor.of(arena, memory, 1, 5, 5));
            }
        }
    }

    /** Of every kind that lasts while a kernel reads it, mapped to be read only where it can be. */
    @Test
    void inputsMayLieInAnyMemoryThatLasts(@TempDir Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(new float[] {1, 2, 3, 4});
        Path file = folder.resolve("floats");
        try (Arena confined = Arena.ofConfined();
                TensorArena arena = TensorArena.open();
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(bytes.duplicate());
            MemorySegment segment = MemorySegment.ofBuffer(bytes);
            MapMode mode = MapMode.READ_ONLY;
            Tensor output = Tensor.allocate(arena, 2, 2);
            for (Tensor input : List.of(
                    Tensor.of(segment, 2, 2, 2),
                    Tensor.of(segment.asReadOnly(), 2, 2, 2),
                    Tensor.of(Arena.ofAuto().allocate(16, 4).copyFrom(segment), 2, 2, 2),
                    Tensor.of(Arena.global().allocate(16, 4).copyFrom(segment).asReadOnly(), 2, 2, 2),
                    Tensor.of(confined.allocate(16, 4).copyFrom(segment).asReadOnly(), 2, 2, 2),
                    Tensor.of(arena, arena.allocate(16, 4).copyFrom(segment).asReadOnly(), 2, 2, 2),
                    Tensor.of(MemorySegment.ofBuffer(channel.map(mode, 0, 16)), 2, 2, 2),
                    Tensor.of(channel.map(mode, 0, 16, Arena.ofAuto()), 2, 2, 2),
                    Tensor.of(channel.map(mode, 0, 16, confined), 2, 2, 2),
                    Tensor.of(arena, channel.map(mode, 0, 16, arena), 2, 2, 2))) {
                for (String provider : Tested.providers().toList()) {
                    Kernels kernels = Kernels.select(provider);
                    kernels.axpby(2f, input, 0f, output.fill(0f));
                    assertArrayEquals(new float[] {2, 4, 6, 8}, output.toArray());
                    GemmSpec square = GemmSpec.nn(2, 2, 2).leadingDimensions(2, 2, output.leadingDimension());
                    kernels.gemm(square).run(input, input, output);
                    assertArrayEquals(new float[] {7, 10, 15, 22}, output.toArray());
                }
            }
        }
    }

    /** The mapping of a file is the arena's as what it allocates is. */
    @Test
    void aFileMappedIntoAnArenaIsHeldAndFreedWithIt(@TempDir Path folder) throws IOException {
        TensorArena arena = TensorArena.open();
        Tensor mapped;
        try (FileChannel channel = FileChannel.open(
                folder.resolve("floats"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            mapped = Tensor.of(arena, channel.map(MapMode.READ_WRITE, 0, 16, arena), 1, 4, 4);
        }
        mapped.fill(1.5f);
        mapped.hold();
        assertThrows(IllegalStateException.class, arena::close);
        mapped.release();
        assertEquals(1.5f, mapped.get(0, 3));
        arena.close();
        assertThrows(IllegalStateException.class, () -> mapped.get(0, 3));
        assertThrows(IllegalStateException.class, mapped::claim);
    }

    /** A tensor is all that keeps the memory of an automatic arena. */
    @Test
    void aTensorKeepsItsMemory() {
        Tensor t = Tensor.of(Arena.ofAuto().allocate(1 << 20, 4), 1, 1 << 18, 1 << 18)
                .fill(3f);
        System.gc();
        assertEquals(9.0 * (1 << 18), Kernels.select().sumOfSquares(t));
    }

    @Test
    void freedMemoryIsRefused() {
        Tensor view;
        try (Arena confined = Arena.ofConfined()) {
            view = Tensor.of(confined.allocate(64, 64), 1, 16, 16);
        }
        TensorArena arena = TensorArena.open();
        Tensor owned = Tensor.allocate(arena, 1, 16);
        arena.close();
        assertThrows(IllegalStateException.class, () -> view.get(0, 0));
        assertThrows(IllegalStateException.class, () -> owned.set(0, 0, 1));
        assertThrows(IllegalStateException.class, owned::claim);
        assertThrows(IllegalStateException.class, () -> Tensor.allocate(arena, 1, 1));
        assertThrows(IllegalStateException.class, arena::close);
        Kernels kernels = Kernels.select();
        try (TensorArena open = TensorArena.open()) {
            Tensor out = Tensor.allocate(open, 1, 16);
            assertThrows(IllegalStateException.class, () -> kernels.tanh(view, out));
            assertThrows(IllegalStateException.class, () -> kernels.tanh(owned, out));
            open.hold(); // nothing of the failed calls may be left held, or this arena could not be closed
            open.release();
        }
    }

    @Test
    @Timeout(60)
    void anotherThreadsConfinedMemoryIsRefused() throws InterruptedException {
        try (Arena confined = Arena.ofConfined();
                TensorArena arena = TensorArena.open()) {
            Tensor view = Tensor.of(confined.allocate(64, 64), 1, 16, 16);
            Tensor out = Tensor.allocate(arena, 1, 16);
            Throwable[] thrown = new Throwable[1];
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    Kernels.select().tanh(view, out);
                } catch (IllegalStateException e) {
                    thrown[0] = e;
                }
            });
            other.join();
            assertTrue(thrown[0].getMessage().contains("confined to another thread"));
        }
    }

    @Test
    @Timeout(60)
    void anArenaInUseCannotBeClosed() throws InterruptedException {
        TensorArena arena = TensorArena.open();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread user = Thread.ofPlatform().start(() -> {
            arena.hold();
            held.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            arena.release();
        });
        held.await();
        assertTrue(assertThrows(IllegalStateException.class, arena::close)
                .getMessage()
                .contains("1 kernel(s) are using it"));
        assertTrue(arena.isOpen());
        done.countDown();
        user.join();
        arena.close();
        assertFalse(arena.isOpen());
        assertThrows(IllegalStateException.class, arena::hold);
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
