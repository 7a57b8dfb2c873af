package dev.thrice.kernels.elementwise;

/** y = f(x), element by element or row by row, on raw addresses. y is x, or apart from it. */
@FunctionalInterface
public interface MapKernel {
    /**
     * Computes y.
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param y address of y
     * @param ldy its leading dimension
     */
    void run(int rows, int columns, long x, int ldx, long y, int ldy);
}
