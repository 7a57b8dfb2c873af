package dev.thrice.kernels.spi;

/**
 * A planned product on raw addresses. The shape, strides and scales are the plan's; the caller guarantees that each
 * address is that of a live operand of the planned shape and that C and the sums overlap no other operand. One thread at a time.
 */
public interface GemmKernel extends AutoCloseable {
    /**
     * Computes C. Allocates nothing.
     *
     * @param a address of A, or of its packed form
     * @param b address of B, or of its packed form
     * @param c address of C
     * @param d address of the epilogue's operand, 0 where there is none
     * @param ldd leading dimension of the epilogue's operand, in floats; 0 where it is a row, which serves every row of C
     * @param sums address of the row for the sums of columns, 0 where the epilogue takes none
     */
    void run(long a, long b, long c, long d, int ldd, long sums);

    /**
     * How it computes, for people who look at what was planned: what it cuts a product into, what it packs.
     *
     * @return a few words; none by default
     */
    default String description() {
        return "";
    }

    /** Gives back what it holds that is not the garbage collector's. Called once at most, and nothing is run then or later. */
    @Override
    default void close() {}
}
