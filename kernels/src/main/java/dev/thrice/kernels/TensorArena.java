package dev.thrice.kernels;

import dev.thrice.kernels.lifetime.Holds;
import dev.thrice.kernels.lifetime.Leaks;
import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.memory.Chunks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory that kernels may address directly: it cannot be freed while a kernel is reading or writing it.
 *
 * <p>Any thread may allocate, use and close. While a kernel runs it <em>holds</em> the arenas of its operands;
 * {@link #close} throws when there is a hold, and a hold fails once the arena is closed, so a mistake is an exception
 * and never a crash. A close that throws has no effect, on the kernels that run and on those that start meanwhile.
 *
 * <p>One that nobody closes is freed when nobody can reach it any more, nor a tensor, labels or a packed operand of it, and a warning says where
 * it was opened: of every 64th by default, of each with {@code -Dthrice.leaks=always}, and none with {@code off}. That is found out by a
 * garbage collection, for which memory off-heap is no reason; so close it. A {@link MemorySegment} alone does not keep it.
 *
 * <p>It is an {@link Arena}: {@link java.nio.channels.FileChannel#map(java.nio.channels.FileChannel.MapMode, long, long, Arena)} maps a
 * file into it, for {@link Tensor#of(TensorArena, MemorySegment, int, int, int)}.
 */
public final class TensorArena implements Arena {
    /** Rows of library-owned tensors start on, and are padded to, this many bytes: a cache line, the widest vector. */
    public static final int ALIGNMENT = CacheLine.BYTES;

    private final Arena arena = Arena.ofShared();
    private final Chunks chunks = new Chunks(arena);
    private final Holds holds = new Holds();
    private final Leaks.Watch watch = Leaks.watch(this, "a tensor arena", arena::close);

    /** Guarded by this, as {@link #chunks} and {@link #dependents}. */
    private long allocated;

    private final List<Runnable> dependents = new ArrayList<>();

    private TensorArena() {}

    /**
     * Opens an arena.
     *
     * @return a new, empty arena, to be closed by its owner
     * @throws IllegalArgumentException if system property {@code thrice.leaks} is none of {@code off}, {@code sampled} and {@code always}
     */
    public static TensorArena open() {
        Leaks.requireNoMistake();
        return new TensorArena();
    }

    /**
     * A tensor of zeros, as {@link Tensor#allocate} makes it.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @return the tensor, aligned and padded
     * @throws IllegalArgumentException if a size is negative or a padded row does not fit an int
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(int rows, int columns) {
        return Tensor.allocate(this, rows, columns);
    }

    /**
     * A tensor of a copy of values.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @param values rows x columns values, row after row
     * @return the tensor, aligned and padded
     * @throws IllegalArgumentException if the number of values is another
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(int rows, int columns, float... values) {
        Tensor.requireSizes(rows, columns);
        Tensor.requireLength(values.length, rows, columns);
        return tensor(rows, columns).copyFrom(values);
    }

    /**
     * A tensor of a copy of rows.
     *
     * @param rows each of the length of the first
     * @return the tensor, aligned and padded; [0 x 0] where there is no row
     * @throws IllegalArgumentException if a row is missing or of another length
     * @throws IllegalStateException if the arena is closed
     */
    public Tensor tensor(float[][] rows) {
        int columns = requireRectangle(rows);
        Tensor tensor = tensor(rows.length, columns);
        for (int i = 0; i < rows.length; i++) {
            tensor.rows(i, 1).copyFrom(rows[i]);
        }
        return tensor;
    }

    /**
     * A tensor of a copy of memory of any kind, such as a heap segment or one of somebody's shared arena, which {@link Tensor#of} refuses.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @param values rows x columns floats in the order of bytes of this machine, row after row, and nothing else
     * @return the tensor, aligned and padded
     * @throws IllegalArgumentException if the number of bytes is another
     * @throws IllegalStateException if the arena, or that of the values, is closed
     */
    public Tensor tensor(int rows, int columns, MemorySegment values) {
        Tensor.requireSizes(rows, columns);
        Tensor.requireFloats("copy: " + values.byteSize() + " bytes", values.byteSize(), rows, columns);
        return tensor(rows, columns).copyFrom(values);
    }

    /**
     * Maps a file of floats: what of it is used is read when it is used, and nothing is copied. <strong>Nobody may shorten the file</strong> as
     * long as the arena is open, which would end the JVM, as {@link Tensor#of(MemorySegment, int, int, int)} tells.
     *
     * @param file rows x columns floats in the order of bytes of this machine, row after row, and nothing else
     * @param rows at least 0
     * @param columns at least 0
     * @return a tensor that may be read, with no space between rows
     * @throws IllegalArgumentException if the file is of another length
     * @throws IllegalStateException if the arena is closed
     * @throws IOException if the file cannot be read
     */
    public Tensor map(Path file, int rows, int columns) throws IOException {
        requireOpen();
        Tensor.requireSizes(rows, columns);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = channel.size();
            Tensor.requireFloats("map: " + file + " has " + bytes + " bytes", bytes, rows, columns);
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, this);
            return Tensor.of(this, mapped, rows, columns, columns);
        }
    }

    private static int requireRectangle(float[][] rows) {
        int columns = rows.length == 0 || rows[0] == null ? 0 : rows[0].length;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == null || rows[i].length != columns) {
                throw new IllegalArgumentException("tensor: row " + i
                        + (rows[i] == null ? " is null" : " has " + rows[i].length + " values") + ", expected "
                        + columns
                        + ", as row 0 has");
            }
        }
        return columns;
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
    public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
        requireOpen();
        MemorySegment segment = chunks.allocate(byteSize, byteAlignment);
        allocated += byteSize;
        return segment;
    }

    /**
     * The memory that was allocated from this arena so far.
     *
     * @return bytes, what alignment costs and what is left of chunks not counted
     */
    public synchronized long allocatedBytes() {
        return allocated;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    /**
     * Keeps the memory from being freed until {@link #release} is called by the same thread; allocates nothing.
     *
     * @throws IllegalStateException if the arena is closed
     */
    void hold() {
        if (!holds.hold()) {
            throw closedException();
        }
    }

    /** Closes something when this is closed; at once if it is. */
    synchronized void closeAlong(Runnable dependent) {
        if (!isOpen()) {
            dependent.run();
            throw closedException();
        }
        dependents.add(dependent);
    }

    /** Ends a {@link #hold} of this thread. */
    void release() {
        holds.release();
    }

    /**
     * Frees the memory, and closes the packed operands that are in it and the plans that are {@linkplain Kernels#closedWith to be closed
     * with it}.
     *
     * @throws IllegalStateException if a kernel, a native call or a channel is using the memory, which has no effect, or if the arena is
     *     closed already
     */
    @Override
    public synchronized void close() {
        requireOpen();
        long held = holds.exclude(this::free);
        if (held != 0) {
            throw new IllegalStateException("tensor arena cannot be closed: " + held + " kernel(s) are using it");
        }
        watch.end();
        dependents.forEach(Runnable::run);
        dependents.clear();
    }

    /** The JDK has counts of its own. */
    private void free() {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "tensor arena cannot be closed: a native call or a channel is using its memory", e);
        }
    }

    /**
     * Whether the memory is still there.
     *
     * @return true until {@link #close} has succeeded
     */
    public boolean isOpen() {
        return !holds.isExclusive();
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("tensor arena is closed");
    }
}
