package dev.thrice.kernels.memory;

/** What processors move, and what tensors and their rows begin: no two of them share one. */
public final class CacheLine {
    /** In bytes. */
    public static final int BYTES = 64;

    private static final int FLOATS = BYTES / Float.BYTES;

    private CacheLine() {}

    /**
     * The leading dimension of an allocated tensor.
     *
     * @param columns at least 0
     * @return columns rounded up to whole lines, in floats
     * @throws IllegalArgumentException if that does not fit an int
     */
    public static int paddedColumns(int columns) {
        if (columns > Integer.MAX_VALUE - FLOATS) {
            throw new IllegalArgumentException("tensor: " + columns + " columns are too many to pad");
        }
        return (columns + FLOATS - 1) / FLOATS * FLOATS;
    }
}
