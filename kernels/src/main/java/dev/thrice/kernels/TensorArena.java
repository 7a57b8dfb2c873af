package dev.thrice.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Off-heap memory that kernels may address directly: it cannot be freed while a kernel is reading or writing it.
 *
 * <p>Any thread may allocate, use and close. While a kernel runs it <em>holds</em> the arenas of its operands;
 * {@link #close} throws when there is a hold, and a hold fails once the arena is closed, so a mistake is an exception
 * and never a crash. Holds are counted in stripes, so that workers do not contend for one cache line.
 */
public final class TensorArena implements Arena {
    /** Rows of library-owned tensors start on, and are padded to, this many bytes: a cache line, the widest vector. */
    public static final int ALIGNMENT = 64;

    private static final int STRIPES = 16;
    private static final int LONGS_PER_STRIPE = 16; // two cache lines: adjacent-line prefetch counts as sharing

    private final Arena arena = Arena.ofShared();
    private final Chunks chunks = new Chunks(arena);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicLongArray holds = new AtomicLongArray(STRIPES * LONGS_PER_STRIPE);

    private TensorArena() {}

    /**
     * Opens an arena.
     *
     * @return a new, empty arena, to be closed by its owner
     */
    public static TensorArena open() {
        return new TensorArena();
    }

    /**
     * Allocates zeroed memory. Pieces of up to 256 KB lie one after the other in the order in which they were allocated, with a cache
     * line between them, in chunks of 64 KB to 1 MB.
     *
     * @param byteSize bytes, at least 0
     * @param byteAlignment alignment in bytes, a power of two
     * @return the segment
     * @throws IllegalStateException if the arena is closed
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        requireOpen();
        MemorySegment segment = chunks.allocate(byteSize, byteAlignment);
        allocated.addAndGet(byteSize);
        return segment;
    }

    /**
     * The memory that was allocated from this arena so far.
     *
     * @return bytes, what alignment costs and what is left of chunks not counted
     */
    public long allocatedBytes() {
        return allocated.get();
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    /**
     * Keeps the memory from being freed until {@link #release} is called by the same thread. For kernels and for
     * executors that hold once around many kernels; allocates nothing.
     *
     * @throws IllegalStateException if the arena is closed
     */
    public void hold() {
        int stripe = stripe();
        holds.getAndIncrement(stripe); // a full fence: either close sees this hold, or we see closed
        if (closed.get()) {
            holds.getAndDecrement(stripe);
            throw closedException();
        }
    }

    /** Ends a {@link #hold} of this thread. */
    public void release() {
        holds.getAndDecrement(stripe());
    }

    /**
     * Frees the memory.
     *
     * @throws IllegalStateException if a kernel is using the memory, in which case the arena stays open, or if it is
     *     closed already
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            throw closedException();
        }
        long held = 0;
        for (int i = 0; i < STRIPES; i++) {
            held += holds.get(i * LONGS_PER_STRIPE);
        }
        if (held != 0) {
            closed.set(false);
            throw new IllegalStateException("tensor arena cannot be closed: " + held + " kernel(s) are using it");
        }
        arena.close();
    }

    /**
     * Whether the memory is still there.
     *
     * @return true until {@link #close} has succeeded
     */
    public boolean isOpen() {
        return !closed.get();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("tensor arena is closed");
    }

    private static int stripe() {
        return (int) (Thread.currentThread().threadId() & (STRIPES - 1)) * LONGS_PER_STRIPE;
    }
}
