package dev.thrice.learn.data;

import dev.thrice.kernels.Tensor;

/** Rows of numbers, off-heap and only read, which may be in use by any number of threads. */
sealed interface Rows permits FloatRows, PixelRows {
    int CACHE_LINE = 64;

    int columns();

    float get(int row, int column);

    /** Copies a row into one of a tensor of as many columns. Allocates nothing. */
    void copy(int row, Tensor to, int toRow);

    /**
     * Reads something of each cache line of a row that is to be copied soon. Rows lie scattered in memory, and where several are read
     * before the first is copied the processor waits for all of them at once.
     *
     * @return the sum of what was read
     */
    int touch(int row);
}
