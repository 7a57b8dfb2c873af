package dev.thrice.kernels.elementwise;

/**
 * out = J^T v, where J is the Jacobian of a function y = f(x), from y alone, or, where that does not tell, from x alone; on raw addresses.
 * out is v or the other operand, or apart from them.
 */
@FunctionalInterface
public interface VjpKernel {
    /**
     * Computes the product.
     *
     * @param rows rows
     * @param columns columns
     * @param v address of v
     * @param ldv its leading dimension
     * @param y address of y, the output of the function, or of its input x
     * @param ldy its leading dimension
     * @param out address of the result
     * @param ldo its leading dimension
     */
    void run(int rows, int columns, long v, int ldv, long y, int ldy, long out, int ldo);
}
