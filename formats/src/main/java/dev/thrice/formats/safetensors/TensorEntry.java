package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.ElementType;
import java.util.List;
import java.util.Optional;

/** What the header of a file says of a tensor, and as what it is to be read. */
public final class TensorEntry {
    private static final int SIZES_SHOWN = 8;

    private final String name;
    private final String dtype;
    private final List<Long> shape;
    private final long begin;
    private final boolean narrowed;

    TensorEntry(String name, String dtype, List<Long> shape, long begin) {
        this(name, dtype, shape, begin, false);
    }

    private TensorEntry(String name, String dtype, List<Long> shape, long begin, boolean narrowed) {
        this.name = name;
        this.dtype = dtype;
        this.shape = shape;
        this.begin = begin;
        this.narrowed = narrowed;
    }

    /**
     * The name.
     *
     * @return unique in the file
     */
    public String name() {
        return name;
    }

    /**
     * The type of elements as the file has it.
     *
     * @return such as F32, or one that is not known here
     */
    public String dtype() {
        return dtype;
    }

    /**
     * The type of elements.
     *
     * @return none if it is not known here
     */
    public Optional<ElementType> type() {
        return ElementType.named(dtype);
    }

    /**
     * The sizes of its dimensions, or what they were {@linkplain #folded folded} to.
     *
     * @return none of a scalar
     */
    public List<Long> shape() {
        return shape;
    }

    /**
     * The same tensor as a matrix.
     *
     * @param rowDimensions of how many dimensions, from the first on, a combination is a row; one of all the others is a column
     * @return of two dimensions
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public TensorEntry folded(int rowDimensions) {
        long rows = product(shape.subList(0, rowDimensions));
        long columns = product(shape.subList(rowDimensions, shape.size()));
        return new TensorEntry(name, dtype, List.of(rows, columns), begin, narrowed);
    }

    /**
     * The same tensor, to be read as the float32 next to its numbers: of F64 and of integers this has to be asked for.
     *
     * @return the same, to be narrowed
     */
    public TensorEntry narrowed() {
        return new TensorEntry(name, dtype, shape, begin, true);
    }

    /** Of its first byte, in the file. */
    long begin() {
        return begin;
    }

    boolean isNarrowed() {
        return narrowed;
    }

    /** Sizes of 0 first, since of the others the product may be larger than anything. */
    private static long product(List<Long> sizes) {
        if (sizes.contains(0L)) {
            return 0;
        }
        return sizes.stream().reduce(1L, TensorEntry::saturated);
    }

    private static long saturated(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        String sizes = shape.size() <= SIZES_SHOWN ? shape.toString() : "of " + shape.size() + " dimensions";
        return Printable.name(name) + " (" + Printable.name(dtype) + " " + sizes + ")";
    }
}
