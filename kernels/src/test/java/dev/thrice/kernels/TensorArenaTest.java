package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

class TensorArenaTest {
    private static final int HOLES = 200;

    @Test
    void piecesLieInTheOrderInWhichTheyWereAllocatedWhateverHolesThereAre() {
        try (Arena kept = Arena.ofConfined();
                TensorArena arena = TensorArena.open()) {
            makeHolesBeside(kept);
            MemorySegment before = arena.allocate(2048, 64);
            for (int size : new int[] {8192, 64, 2048, 0, 4, 16384, 1}) {
                MemorySegment next = arena.allocate(size, 64);
                long end = (before.address() + before.byteSize() + 63) / 64 * 64;
                assertEquals(64, next.address() - end, () -> size + " bytes");
                before = next;
            }
        }
    }

    @Test
    void piecesAreZeroedAndApart() {
        try (TensorArena arena = TensorArena.open()) {
            List<MemorySegment> pieces = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                MemorySegment piece = arena.allocate(i * 7L, 1L << i % 10);
                assertEquals(i * 7L, piece.byteSize());
                assertEquals(0, piece.address() % (1L << i % 10));
                assertEquals(-1, piece.mismatch(MemorySegment.ofArray(new byte[i * 7])));
                piece.fill((byte) i);
                pieces.add(piece);
            }
            for (int i = 1; i < pieces.size(); i++) {
                assertEquals((byte) i, pieces.get(i).get(ValueLayout.JAVA_BYTE, 0));
                assertEquals((byte) i, pieces.get(i).get(ValueLayout.JAVA_BYTE, i * 7L - 1));
            }
            assertEquals(7L * 1999 * 2000 / 2, arena.allocatedBytes());
        }
    }

    @Test
    void whatIsNoSizeOrNoAlignmentIsRefused() {
        try (TensorArena arena = TensorArena.open()) {
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(-1, 64));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 3));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 0));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 65));
            assertEquals(0, arena.allocatedBytes());
        }
    }

    /** Whoever holds, or begins to while somebody tries to close, and whoever allocates: nobody notices. */
    @Test
    @Timeout(60)
    void aCloseThatIsRefusedHasNoEffectOnAnybody() {
        TensorArena arena = TensorArena.open();
        arena.hold();
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> holder = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                arena.hold();
                arena.release();
            }
        });
        CompletableFuture<Void> allocator = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                assertTrue(arena.isOpen());
                arena.allocate(64, 64);
            }
        });
        for (int i = 0; i < 20_000; i++) {
            assertMessage("kernel(s) are using it", arena::close);
        }
        ended.set(true);
        holder.join();
        allocator.join();
        arena.release();
        arena.close();
        assertMessage("tensor arena is closed", arena::hold);
    }

    @Test
    @Timeout(60)
    void ofTwoThatCloseOneDoes() {
        for (int i = 0; i < 500; i++) {
            TensorArena arena = TensorArena.open();
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> closes(arena, together));
            assertNotEquals(closes(arena, together), other.join());
            assertFalse(arena.isOpen());
        }
    }

    private static boolean closes(TensorArena arena, CyclicBarrier together) {
        meet(together);
        try {
            arena.close();
            return true;
        } catch (IllegalStateException e) {
            assertEquals("tensor arena is closed", e.getMessage());
            return false;
        }
    }

    @Test
    @Timeout(60)
    void whoAllocatesWhileItIsClosedGetsMemoryOrIsTold() {
        for (int i = 0; i < 200; i++) {
            TensorArena arena = TensorArena.open();
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<String> allocator = CompletableFuture.supplyAsync(() -> {
                meet(together);
                for (long size = 1; ; size = size % 300_000 * 3 + 1) {
                    try {
                        arena.allocate(size, 64);
                    } catch (IllegalStateException e) {
                        return e.getMessage();
                    }
                }
            });
            meet(together);
            arena.close();
            assertEquals("tensor arena is closed", allocator.join());
        }
    }

    /** While a native function has a segment of it, as while a channel has. */
    @Test
    void aCloseThatTheJdkRefusesHasNoEffect() throws Throwable {
        AddressLayout pointer = ValueLayout.ADDRESS;
        Linker linker = Linker.nativeLinker();
        MethodHandle sort = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("qsort"),
                FunctionDescriptor.ofVoid(pointer, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, pointer));
        TensorArena arena = TensorArena.open();
        List<String> refusals = new ArrayList<>();
        MethodHandle compare = MethodHandles.lookup()
                .findStatic(
                        TensorArenaTest.class,
                        "closeAndCompare",
                        MethodType.methodType(
                                int.class, TensorArena.class, List.class, MemorySegment.class, MemorySegment.class))
                .bindTo(arena)
                .bindTo(refusals);
        try (Arena kept = Arena.ofConfined()) {
            MemorySegment comparator =
                    linker.upcallStub(compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, pointer, pointer), kept);
            sort.invokeExact(arena.allocate(8, 64), 2L, 4L, comparator);
        }
        assertFalse(refusals.isEmpty());
        assertEquals(
                "tensor arena cannot be closed: a native call or a channel is using its memory", refusals.getFirst());
        arena.hold();
        arena.release();
        arena.allocate(64, 64);
        arena.close();
    }

    @SuppressWarnings("UnusedMethod") // a native function calls it, which no exception may reach
    private static int closeAndCompare(TensorArena arena, List<String> refusals, MemorySegment x, MemorySegment y) {
        try {
            arena.close();
            refusals.add("closed");
        } catch (IllegalStateException e) {
            refusals.add(e.getMessage());
        }
        return Long.compare(x.address(), y.address());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Leaves free memory between pieces that are not. */
    private static void makeHolesBeside(Arena kept) {
        try (Arena freed = Arena.ofConfined()) {
            for (int i = 0; i < HOLES; i++) {
                for (Arena arena : List.of(kept, freed)) {
                    arena.allocate(i % 2 == 0 ? 2048 + 64 : 8192 + 64, 64);
                }
            }
        }
    }
}
