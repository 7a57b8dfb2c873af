package dev.thrice.peers;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.thrice.lab.peers.Peer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A product by a native library: operands off-heap, dense, each from the beginning of a cache line on. */
abstract class NativeProduct implements Peer.Task {
    /** What a garbage collection may well wait for, as with Thrice's own native products; others are no critical calls. */
    private static final long BRIEF_FLOPS = 1L << 22;

    private static final int CACHE_LINE = 64;

    /** Addresses of the operands. */
    final long a;

    final long b;
    final long c;

    /** Whether the call is to be a critical one. */
    final boolean brief;

    private final MemorySegment[] operands;

    NativeProduct(int m, int n, int k, float[] a, float[] b) {
        Arena arena = Arena.ofAuto();
        operands = new MemorySegment[] {
            copy(arena, a), copy(arena, b), arena.allocate((long) m * n * Float.BYTES, CACHE_LINE)
        };
        this.a = operands[0].address();
        this.b = operands[1].address();
        c = operands[2].address();
        brief = 2L * m * n * k <= BRIEF_FLOPS;
    }

    private static MemorySegment copy(Arena arena, float[] values) {
        return arena.allocate((long) values.length * Float.BYTES, CACHE_LINE).copyFrom(MemorySegment.ofArray(values));
    }

    /** Calls the library. */
    abstract void call() throws Throwable;

    @Override
    public final void run() {
        try {
            call();
        } catch (Throwable e) {
            throw NativeFunctions.unexpected(e);
        } finally {
            Reference.reachabilityFence(operands);
        }
    }

    @Override
    public final float[] result() {
        return operands[2].toArray(JAVA_FLOAT);
    }
}
