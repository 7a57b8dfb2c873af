package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
