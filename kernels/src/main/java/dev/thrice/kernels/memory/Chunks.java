package dev.thrice.kernels.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of an arena, one piece after the other in the order in which they are asked for. The system's allocator puts what is small
 * into holes, beside whatever lies there; then what was allocated between two workers' tensors does not keep them apart. For one thread at a time.
 */
public final class Chunks {
    private static final long SMALLEST = 1 << 16;
    private static final long LARGEST = 1 << 20;

    /** What is larger is allocated by itself, or much of a chunk would be left over. */
    private static final long LARGEST_PIECE = LARGEST / 4;

    private final Arena arena;
    private MemorySegment chunk = MemorySegment.NULL;
    private long used;
    private long carved;

    public Chunks(Arena arena) {
        this.arena = arena;
    }

    /** Zeroed memory, a cache line behind the last: pieces of whole pages would all begin at the same place in a page. */
    public MemorySegment allocate(long bytes, long alignment) {
        if (bytes < 0 || bytes > LARGEST_PIECE || alignment > CacheLine.BYTES) {
            return arena.allocate(bytes, alignment);
        }
        long lines = (bytes + CacheLine.BYTES - 1) / CacheLine.BYTES + 1;
        long stride = lines * CacheLine.BYTES;
        if (used + stride > chunk.byteSize()) {
            long wanted = Math.clamp(carved, Math.max(SMALLEST, stride), LARGEST);
            chunk = arena.allocate(wanted, CacheLine.BYTES);
            used = 0;
        }
        MemorySegment piece = chunk.asSlice(used, bytes, alignment);
        used += stride;
        carved += stride;
        return piece;
    }
}
