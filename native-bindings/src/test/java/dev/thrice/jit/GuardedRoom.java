package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Memory between guards, aligned to floats and no better. */
final class GuardedRoom implements Room, AutoCloseable {
    private static final long GUARD = 132;

    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> all = new ArrayList<>();

    @Override
    public MemorySegment of(String operand, long bytes) {
        MemorySegment memory = arena.allocate(bytes + 2 * GUARD, 64);
        fill(memory.asSlice(0, GUARD));
        fill(memory.asSlice(GUARD + bytes));
        all.add(memory);
        return memory.asSlice(GUARD, bytes);
    }

    private static void fill(MemorySegment guard) {
        for (long at = 0; at < GUARD; at += Integer.BYTES) {
            guard.set(ValueLayout.JAVA_INT, at, Operands.NO_ELEMENT);
        }
    }

    void requireGuardsUntouched(Object how) {
        for (MemorySegment memory : all) {
            for (long at = 0; at < GUARD; at += Integer.BYTES) {
                requireGuard(memory, at, how);
                requireGuard(memory, memory.byteSize() - Integer.BYTES - at, how);
            }
        }
    }

    private static void requireGuard(MemorySegment memory, long at, Object how) {
        int bits = memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
        if (bits != Operands.NO_ELEMENT) {
            assertEquals(Operands.NO_ELEMENT, bits, how + ": written beside an operand");
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
