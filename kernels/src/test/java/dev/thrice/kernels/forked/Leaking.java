package dev.thrice.kernels.forked;

import dev.thrice.kernels.TensorArena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Loses arenas, in a JVM of its own, and prints how many are freed nevertheless. */
public final class Leaking {
    private static final int ARENAS = 70;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private Leaking() {}

    /**
     * Opens, loses and looks.
     *
     * @param args none
     * @throws InterruptedException if somebody interrupts it
     */
    public static void main(String[] args) throws InterruptedException {
        try {
            System.out.println("freed " + awaitFreed(lost()));
        } catch (IllegalArgumentException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static List<MemorySegment> lost() {
        List<MemorySegment> memory = new ArrayList<>();
        for (int i = 0; i < ARENAS; i++) {
            memory.add(TensorArena.open().tensor(1, 1, i).segment());
        }
        return memory;
    }

    private static long awaitFreed(List<MemorySegment> memory) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long freed = 0;
        while (freed < memory.size() && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(10);
            freed = memory.stream()
                    .filter(segment -> !segment.scope().isAlive())
                    .count();
        }
        Thread.sleep(100); // what is told, is told behind that
        return freed;
    }
}
