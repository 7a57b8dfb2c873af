package dev.thrice.kernels.elementwise;

import dev.thrice.kernels.spec.Runs;

/** Linear combinations and reductions. An operand whose factor is 0 is not read. */
public interface ArithmeticKernels {
    /**
     * Sets every element.
     *
     * @param rows rows
     * @param columns columns
     * @param value the value
     * @param y address of y
     * @param ldy its leading dimension
     */
    void fill(int rows, int columns, float value, long y, int ldy);

    /**
     * y = x + row, the same row added to every row.
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param row address of the row
     * @param y address of y, x or apart from it
     * @param ldy its leading dimension
     */
    void addRow(int rows, int columns, long x, int ldx, long row, long y, int ldy);

    /**
     * out = alpha x + beta y.
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of x
     * @param x address of x
     * @param ldx its leading dimension
     * @param beta factor of y
     * @param y address of y
     * @param ldy its leading dimension
     * @param out address of the result, x or y or apart from them
     * @param ldo its leading dimension
     */
    void axpby(int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy, long out, int ldo);

    /**
     * sums[j] = alpha (sum over i of x[i,j]) + beta sums[j].
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of the new sums
     * @param x address of x
     * @param ldx its leading dimension
     * @param beta factor of the old sums
     * @param sums address of the row of sums
     */
    void columnSums(int rows, int columns, float alpha, long x, int ldx, float beta, long sums);

    /**
     * Whether every magnitude is below a limit; NaN is not.
     *
     * @param rows rows
     * @param columns columns
     * @param limit not NaN; infinity for whether every element is finite
     * @param x address of x
     * @param ldx its leading dimension
     * @return true if |x[i,j]| is less than the limit for all elements
     */
    boolean allBelow(int rows, int columns, float limit, long x, int ldx);

    /**
     * y = x where runs say so, as bits.
     *
     * @param runs from x to y
     * @param x address of the source
     * @param y address of the target, apart from it
     */
    void copyRuns(Runs runs, long x, long y);

    /**
     * y = fma(factor, x, y) where runs say so, one run after the other.
     *
     * @param runs from x to y
     * @param factor of x
     * @param x address of the source
     * @param y address of the target, apart from it
     */
    void addRuns(Runs runs, float factor, long x, long y);
}
