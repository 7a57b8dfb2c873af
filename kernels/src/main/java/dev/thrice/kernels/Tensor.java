package dev.thrice.kernels;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.memory.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * A float32 matrix [rows x columns] in off-heap memory, row-major, with a leading dimension: element (i, j) is at float
 * {@code i * leadingDimension + j}. A vector is a matrix of one row.
 *
 * <p>{@linkplain #allocate Allocated} tensors are zeroed, 64-byte aligned and have each row padded to whole cache lines.
 * {@linkplain #of Views} wrap a caller's memory with any leading dimension. A tensor is a handle: it is freed with its
 * arena. One of read-only memory may be an input of any kernel and the output of none.
 */
public final class Tensor implements MatrixOperand {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    /** Whose memory nobody can free by a call: it lasts as long as somebody refers to it. The JDK tells such a scope by its class alone. */
    private static final Set<Class<?>> LASTING_SCOPES = lastingScopes();

    private final MemorySegment segment;
    private final TensorArena arena;
    private final int rows;
    private final int columns;
    private final int leadingDimension;

    // Of the segment, which a call would ask for them several times.
    private final long address;
    private final long bytes;
    private final boolean writable;

    private Tensor(MemorySegment segment, TensorArena arena, int rows, int columns, int leadingDimension) {
        this.segment = segment;
        this.arena = arena;
        this.rows = rows;
        this.columns = columns;
        this.leadingDimension = leadingDimension;
        address = segment.address();
        bytes = segment.byteSize();
        writable = !segment.isReadOnly();
    }

    /**
     * Allocates a zeroed tensor.
     *
     * @param arena owns the memory
     * @param rows at least 0
     * @param columns at least 0
     * @return the tensor, aligned and padded
     * @throws IllegalArgumentException if a size is negative or a padded row does not fit an int
     * @throws IllegalStateException if the arena is closed
     */
    public static Tensor allocate(TensorArena arena, int rows, int columns) {
        requireSizes(rows, columns);
        long bytes = allocatedBytes(rows, columns);
        int ld = paddedColumns(columns);
        return new Tensor(arena.allocate(bytes, TensorArena.ALIGNMENT), arena, rows, columns, ld);
    }

    /**
     * Wraps a caller's native memory.
     *
     * <p>Kernels address memory directly, so it has to be of a kind that nobody can free under a running kernel: of a {@link TensorArena},
     * of the global arena, of the calling thread's own confined arenas, or of an automatic arena, as a {@link java.nio.MappedByteBuffer}'s
     * is, which lives as long as this tensor. Memory of a shared arena can be freed by any thread at any time, and nothing but the JDK
     * could hold it back: allocate it from, or map the file into, a {@link TensorArena}, which is an arena too, and see {@link
     * #of(TensorArena, MemorySegment, int, int, int)}; or copy it into a tensor.
     *
     * <p><strong>A mapped file that somebody shortens</strong> while a kernel reads or writes it ends the JVM with SIGBUS: the memory
     * behind the file's new end is gone, which no Java code can catch in a compiled kernel. (A single access, as by {@link #get}, throws
     * InternalError.) So map only files that nobody else writes; copy any other.
     *
     * @param segment native memory that starts at element (0, 0), aligned to 4 bytes; the tensor is read-only if it is
     * @param rows at least 0
     * @param columns at least 0
     * @param leadingDimension floats from one row to the next, at least {@code columns}
     * @return the view
     * @throws IllegalArgumentException if the segment is on the heap, misaligned or too short, or of a shared arena
     * @throws IllegalStateException if the segment's arena is closed
     */
    public static Tensor of(MemorySegment segment, int rows, int columns, int leadingDimension) {
        return view(segment, null, rows, columns, leadingDimension);
    }

    /**
     * Wraps a caller's native memory whose rows lie one behind the other; see {@link #of(MemorySegment, int, int, int)}.
     *
     * @param segment native memory that starts at element (0, 0), aligned to 4 bytes; the tensor is read-only if it is
     * @param rows at least 0
     * @param columns at least 0
     * @return the view
     * @throws IllegalArgumentException if the segment is on the heap, misaligned or too short, or of a shared arena
     * @throws IllegalStateException if the segment's arena is closed
     */
    public static Tensor of(MemorySegment segment, int rows, int columns) {
        return of(segment, rows, columns, columns);
    }

    /**
     * Wraps memory that was allocated from a {@link TensorArena}, or a file that was mapped into it; of the latter {@link
     * #of(MemorySegment, int, int, int)} tells the danger.
     *
     * @param arena the arena that the segment was allocated from
     * @param segment native memory that starts at element (0, 0), aligned to 4 bytes; the tensor is read-only if it is
     * @param rows at least 0
     * @param columns at least 0
     * @param leadingDimension floats from one row to the next, at least {@code columns}
     * @return the view
     * @throws IllegalArgumentException if the segment is not of this arena, misaligned or too short
     * @throws IllegalStateException if the arena is closed
     */
    public static Tensor of(TensorArena arena, MemorySegment segment, int rows, int columns, int leadingDimension) {
        if (!segment.scope().equals(arena.scope())) {
            throw new IllegalArgumentException("tensor: the segment was not allocated from the given arena");
        }
        return view(segment, arena, rows, columns, leadingDimension);
    }

    private static Tensor view(MemorySegment segment, TensorArena arena, int rows, int columns, int leadingDimension) {
        requireSizes(rows, columns);
        if (leadingDimension < columns) {
            throw new IllegalArgumentException(
                    "tensor: leading dimension " + leadingDimension + ", expected at least the row length " + columns);
        }
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    "tensor: heap segment, expected native (off-heap) memory; copy it by TensorArena.tensor");
        }
        if (segment.address() % Float.BYTES != 0) {
            throw new IllegalArgumentException("tensor: address " + segment.address() + " is not aligned to 4 bytes");
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("tensor: the segment's arena is closed");
        }
        long floats = extent(rows, columns, leadingDimension);
        if (segment.byteSize() / Float.BYTES < floats) {
            throw new IllegalArgumentException(
                    "tensor: [" + rows + " x " + columns + "], leading dimension " + leadingDimension + " needs "
                            + floats + " floats, the segment has " + segment.byteSize() / Float.BYTES);
        }
        if (arena == null && !isSafe(segment)) {
            throw new IllegalArgumentException(
                    "tensor: memory of a shared arena could be freed under a running kernel;"
                            + " allocate it from, or map the file into, a TensorArena and name that too, or copy it by TensorArena.tensor");
        }
        return new Tensor(segment.asSlice(0, floats * Float.BYTES), arena, rows, columns, leadingDimension);
    }

    /** Memory that nobody else can free while the calling thread is busy: global, automatic, or confined to the thread. */
    private static boolean isSafe(MemorySegment segment) {
        return segment.scope().equals(Arena.global().scope())
                || LASTING_SCOPES.contains(segment.scope().getClass())
                || isConfined(segment);
    }

    private static boolean isConfined(MemorySegment segment) {
        return segment.isAccessibleBy(Thread.currentThread()) && !segment.isAccessibleBy(OTHER_THREAD);
    }

    /** Of automatic arenas, and of buffers; none, should a JDK have them of one class with what can be closed. */
    private static Set<Class<?>> lastingScopes() {
        try (Arena shared = Arena.ofShared();
                Arena confined = Arena.ofConfined()) {
            Set<Class<?>> scopes = new HashSet<>();
            scopes.add(Arena.ofAuto().scope().getClass());
            scopes.add(
                    MemorySegment.ofBuffer(ByteBuffer.allocateDirect(0)).scope().getClass());
            scopes.remove(shared.scope().getClass());
            scopes.remove(confined.scope().getClass());
            return scopes;
        }
    }

    private static final Thread OTHER_THREAD = Thread.ofPlatform().unstarted(() -> {});

    /**
     * The row length, in floats, that an allocated tensor of so many columns has.
     *
     * @param columns at least 0
     * @return columns rounded up to whole cache lines
     * @throws IllegalArgumentException if the rounded length does not fit an int
     */
    public static int paddedColumns(int columns) {
        return CacheLine.paddedColumns(columns);
    }

    /**
     * The memory that an allocated tensor takes.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @return bytes, with the padding of rows
     * @throws IllegalArgumentException if they are more than memory can hold
     */
    public static long allocatedBytes(int rows, int columns) {
        long floats = (long) rows * paddedColumns(columns);
        if (floats > Long.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException("tensor: [" + rows + " x " + columns + "] is more than memory can hold");
        }
        return floats * Float.BYTES;
    }

    /**
     * A view of some rows.
     *
     * @param first index of the first row
     * @param count number of rows
     * @return the view, on the same memory
     * @throws IndexOutOfBoundsException if the rows are not all within this tensor
     */
    public Tensor rows(int first, int count) {
        Objects.checkFromIndexSize(first, count, rows);
        long length = extent(count, columns, leadingDimension) * Float.BYTES;
        long offset = length == 0 ? 0 : (long) first * leadingDimension * Float.BYTES;
        return new Tensor(segment.asSlice(offset, length), arena, count, columns, leadingDimension);
    }

    /**
     * A view of some columns.
     *
     * @param first index of the first column
     * @param count number of columns
     * @return the view, on the same memory, with the same leading dimension
     * @throws IndexOutOfBoundsException if the columns are not all within this tensor
     */
    public Tensor columns(int first, int count) {
        Objects.checkFromIndexSize(first, count, columns);
        long length = extent(rows, count, leadingDimension) * Float.BYTES;
        long offset = length == 0 ? 0 : (long) first * Float.BYTES;
        return new Tensor(segment.asSlice(offset, length), arena, rows, count, leadingDimension);
    }

    /**
     * A view of a row's elements as a matrix, whose rows lie one behind the other: a sample as an image, say.
     *
     * @param index of the row
     * @param matrixRows rows of the matrix
     * @param matrixColumns its columns
     * @return the view, on the same memory
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws IllegalArgumentException if the matrix has more or fewer elements than the row
     */
    public Tensor reshapedRow(int index, int matrixRows, int matrixColumns) {
        Objects.checkIndex(index, rows);
        requireSizes(matrixRows, matrixColumns);
        if ((long) matrixRows * matrixColumns != columns) {
            throw new IllegalArgumentException("tensor: a row of " + this + " as [" + matrixRows + " x " + matrixColumns
                    + "], expected as many elements");
        }
        return new Tensor(rows(index, 1).segment, arena, matrixRows, matrixColumns, matrixColumns);
    }

    /**
     * This with rows and columns exchanged, for a product; nothing is copied.
     *
     * @return the view, on the same memory
     */
    public Transposed transposed() {
        return new Transposed(this);
    }

    /**
     * Reads an element.
     *
     * @param row row index
     * @param column column index
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the memory was freed
     */
    public float get(int row, int column) {
        return segment.get(FLOAT, offset(row, column));
    }

    /**
     * Writes an element.
     *
     * @param row row index
     * @param column column index
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalArgumentException if the tensor is read-only
     * @throws IllegalStateException if the memory was freed
     */
    public void set(int row, int column, float value) {
        requireWritable("set", "tensor");
        segment.set(FLOAT, offset(row, column), value);
    }

    /**
     * Sets every element, and nothing outside the elements.
     *
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if the tensor is read-only
     */
    public Tensor fill(float value) {
        requireWritable("fill", "tensor");
        for (int i = 0; i < filledRows(); i++) {
            for (int j = 0; j < columns; j++) {
                set(i, j, value);
            }
        }
        return this;
    }

    /**
     * Copies values in.
     *
     * @param values rows x columns values, row after row
     * @return this
     * @throws IllegalArgumentException if the number of values is another, or the tensor is read-only
     */
    public Tensor copyFrom(float... values) {
        requireWritable("copy", "tensor");
        requireLength(values.length, rows, columns);
        for (int i = 0; i < filledRows(); i++) {
            MemorySegment.copy(values, i * columns, segment, FLOAT, rowOffset(i), columns);
        }
        return this;
    }

    /**
     * Copies values in, from memory of any kind: of the heap, of another's arena, read-only or not aligned.
     *
     * @param values rows x columns floats in the order of bytes of this machine, row after row, and nothing else
     * @return this
     * @throws IllegalArgumentException if the number of bytes is another, or the tensor is read-only
     * @throws IllegalStateException if the memory of either was freed
     */
    public Tensor copyFrom(MemorySegment values) {
        requireWritable("copy", "tensor");
        requireFloats("copy: " + values.byteSize() + " bytes", values.byteSize(), rows, columns);
        long bytesOfRow = (long) columns * Float.BYTES;
        for (int i = 0; i < filledRows(); i++) {
            MemorySegment.copy(values, i * bytesOfRow, segment, rowOffset(i), bytesOfRow);
        }
        return this;
    }

    /**
     * Copies the elements out.
     *
     * @return rows x columns values, row after row
     * @throws IllegalArgumentException if they are more than an array can hold
     */
    public float[] toArray() {
        if ((long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("tensor: " + this + " is larger than an array can be");
        }
        float[] values = new float[rows * columns];
        for (int i = 0; i < filledRows(); i++) {
            MemorySegment.copy(segment, FLOAT, rowOffset(i), values, i * columns, columns);
        }
        return values;
    }

    /**
     * Copies another tensor's elements into this one.
     *
     * @param source of the same shape
     * @return this
     * @throws IllegalArgumentException if the shapes differ, or this is read-only
     */
    public Tensor copyFrom(Tensor source) {
        requireWritable("copy", "tensor");
        if (source.rows != rows || source.columns != columns) {
            throw new IllegalArgumentException(
                    "copy: source is " + source + ", expected [" + rows + " x " + columns + "]");
        }
        long bytesOfRow = (long) columns * Float.BYTES;
        for (int i = 0; i < filledRows(); i++) {
            MemorySegment.copy(source.segment, source.rowOffset(i), segment, rowOffset(i), bytesOfRow);
        }
        return this;
    }

    /**
     * Makes its memory ready to be written by the calling thread's core where the cores of other threads have read it; no value changes.
     *
     * <p>A cache line that several cores hold has to be taken from the others before it is written, and stores that do so between loads
     * and stores of other lines wait for one another. One store a line ahead of all others takes a half to a third of the time. Not
     * for what nobody else has read, nor for more than a second-level cache holds.
     *
     * @return this
     * @throws IllegalArgumentException if the tensor is read-only
     * @throws IllegalStateException if the memory was freed
     */
    public Tensor claim() {
        requireWritable("claim", "tensor");
        hold();
        try {
            for (int i = 0; i < filledRows(); i++) {
                Raw.rewrite(address() + rowOffset(i), (long) columns * Float.BYTES, TensorArena.ALIGNMENT);
            }
        } finally {
            release();
        }
        return this;
    }

    /**
     * The number of rows.
     *
     * @return rows
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return columns
     */
    public int columns() {
        return columns;
    }

    /**
     * The distance of two rows.
     *
     * @return floats from one row to the next
     */
    public int leadingDimension() {
        return leadingDimension;
    }

    /**
     * Whether it is of read-only memory.
     *
     * @return true if no kernel may write it
     */
    public boolean isReadOnly() {
        return !writable;
    }

    /**
     * The memory, from element (0, 0) on.
     *
     * @return the segment; it is as alive as its arena
     */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public String toString() {
        return "[" + rows + " x " + columns + "]";
    }

    /** How many there are in memory from the first to the last, with what is between rows. */
    long floats() {
        return extent(rows, columns, leadingDimension);
    }

    /** The address of element (0, 0). */
    long address() {
        return address;
    }

    /** The rows that there is something in: none where there are no columns, of which there may be 2^31 rows for nothing. */
    int filledRows() {
        return columns == 0 ? 0 : rows;
    }

    /** That a kernel may write it, as which operand. */
    void requireWritable(String kernel, String operand) {
        if (!writable) {
            throw new IllegalArgumentException(
                    kernel + ": " + operand + " " + this + " is read-only, expected memory that may be written");
        }
    }

    /** Whether holding this tensor's memory holds the other's. */
    boolean sharesHold(Tensor other) {
        return arena != null && other.arena == arena;
    }

    /**
     * Keeps the memory from being freed until {@link #release} is called by the same thread, for who has something else than kernels read or
     * write it meanwhile; allocates nothing. Memory of a {@link TensorArena} is kept; of other arenas it is checked that it is there.
     *
     * @throws IllegalStateException if it was freed, or is confined to another thread; there is nothing to release then
     */
    public void hold() {
        if (arena != null) {
            arena.hold();
        } else if (!segment.scope().isAlive()) {
            throw new IllegalStateException("tensor " + this + ": its memory was freed");
        } else if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalStateException("tensor " + this + ": its memory is confined to another thread");
        }
    }

    /** Ends a {@link #hold} of this thread. */
    public void release() {
        try {
            if (arena != null) {
                arena.release();
            }
        } finally {
            Reference.reachabilityFence(this); // what is of an automatic arena lasts until here
        }
    }

    /** Whether some element of this tensor is in the memory of some element of the other. */
    boolean overlaps(Tensor other) {
        if (bytes == 0 || other.bytes == 0) {
            return false;
        }
        if (address + bytes <= other.address || other.address + other.bytes <= address) {
            return false;
        }
        if (leadingDimension != other.leadingDimension) {
            return true; // interleaved with different strides: not told apart, so taken as overlapping
        }
        long stride = (long) leadingDimension * Float.BYTES;
        long shift = Math.floorMod(other.address - address, stride);
        boolean columnsApart =
                shift >= (long) columns * Float.BYTES && shift + (long) other.columns * Float.BYTES <= stride;
        return !columnsApart;
    }

    private long offset(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        return rowOffset(row) + (long) column * Float.BYTES;
    }

    private long rowOffset(int row) {
        return (long) row * leadingDimension * Float.BYTES;
    }

    /** That there are as many values as elements. */
    static void requireLength(int length, int rows, int columns) {
        if (length != (long) rows * columns) {
            throw new IllegalArgumentException("copy: " + length + " values, expected " + (long) rows * columns
                    + " for [" + rows + " x " + columns + "]");
        }
    }

    /** That some bytes are the floats of a matrix, and no more. */
    static void requireFloats(String found, long bytes, int rows, int columns) {
        long floats = (long) rows * columns;
        if (bytes % Float.BYTES != 0 || bytes / Float.BYTES != floats) {
            throw new IllegalArgumentException(found + ", expected " + floats + " floats, of " + Float.BYTES
                    + " bytes each, for [" + rows + " x " + columns + "]");
        }
    }

    private static long extent(int rows, int columns, int leadingDimension) {
        return rows == 0 || columns == 0 ? 0 : (rows - 1L) * leadingDimension + columns;
    }

    static void requireSizes(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "tensor: [" + rows + " x " + columns + "], expected sizes of at least 0");
        }
    }
}
