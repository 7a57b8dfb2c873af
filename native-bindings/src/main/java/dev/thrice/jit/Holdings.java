package dev.thrice.jit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan holds, kernels and scratch memory, until it is closed, or else until nobody can reach this any more. For one thread at a time.
 */
final class Holdings implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long CACHE_LINE = 64;

    private final Held held = new Held();
    private final Cleaner.Cleanable cleanable = CLEANER.register(this, held);

    /** The kernel of a specification, which is held from now on. */
    Kernel acquire(KernelSpec spec) {
        Kernel kernel = Kernel.acquire(spec);
        held.kernels.add(kernel);
        return kernel;
    }

    /** Scratch memory, aligned to a cache line. Most plans take none, and closing a shared arena stops every thread for a moment. */
    @SuppressWarnings("MustBeClosedChecker") // with the rest
    MemorySegment allocate(long bytes) {
        if (bytes == 0) {
            return MemorySegment.NULL;
        }
        held.arena = held.arena == null ? Arena.ofShared() : held.arena;
        return held.arena.allocate(bytes, CACHE_LINE);
    }

    /** Gives all of it back, once. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** Without a reference to who is to become unreachable. */
    private static final class Held implements Runnable {
        private final List<Kernel> kernels = new ArrayList<>();
        private Arena arena;

        @Override
        public void run() {
            kernels.forEach(Kernel::giveBack);
            if (arena != null) {
                arena.close();
            }
        }
    }
}
