package dev.thrice.kernels.elementwise;

/** Rows brought to mean 0 and variance 1, and what goes with that. */
public interface NormalizationKernels {
    /**
     * y = (x - m) s in each row, with the mean m and s = 1 / sqrt(variance + epsilon).
     *
     * @param rows rows
     * @param columns columns, at least 1
     * @param epsilon above 0
     * @param x address of x
     * @param ldx its leading dimension
     * @param y address of y, apart from x
     * @param ldy its leading dimension
     * @param scales address of s, one a row
     * @param lds their leading dimension
     */
    void standardize(int rows, int columns, float epsilon, long x, int ldx, long y, int ldy, long scales, int lds);

    /**
     * out = alpha s (w - mean of w - y (mean of w y)) + beta out in each row, with w = v row.
     *
     * @param rows rows
     * @param columns columns, at least 1
     * @param alpha factor of the product
     * @param v address of v
     * @param ldv its leading dimension
     * @param row address of the row
     * @param y address of the standardized rows
     * @param ldy their leading dimension
     * @param scales address of s, one a row
     * @param lds their leading dimension
     * @param beta factor of the old out; with 0 it is not read
     * @param out address of out, apart from all
     * @param ldo its leading dimension
     */
    void standardizeDerivative(
            int rows,
            int columns,
            float alpha,
            long v,
            int ldv,
            long row,
            long y,
            int ldy,
            long scales,
            int lds,
            float beta,
            long out,
            int ldo);

    /**
     * out = fma(x, factor, shift), the same row of factors and of shifts for every row of x.
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param factor address of the row of factors
     * @param shift address of the row of shifts
     * @param out address of the result, x or apart from it
     * @param ldo its leading dimension
     */
    void scaleRows(int rows, int columns, long x, int ldx, long factor, long shift, long out, int ldo);

    /**
     * dots[j] = alpha (sum over i of x[i,j] y[i,j]).
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of the sums
     * @param x address of x
     * @param ldx its leading dimension
     * @param y address of y
     * @param ldy its leading dimension
     * @param dots address of the row of results
     */
    void columnDots(int rows, int columns, float alpha, long x, int ldx, long y, int ldy, long dots);
}
