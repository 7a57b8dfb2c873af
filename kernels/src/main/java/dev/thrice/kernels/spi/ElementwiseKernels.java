package dev.thrice.kernels.spi;

/**
 * Row and element operations on raw addresses. Matrices are [rows x columns] float32, row-major; {@code ld..} are
 * leading dimensions in floats. The caller guarantees live operands; input and output are the same matrix or do not
 * overlap. Thread-safe, stateless, allocation-free.
 */
public interface ElementwiseKernels {
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
     * y = tanh(x).
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param y address of y
     * @param ldy its leading dimension
     */
    void tanh(int rows, int columns, long x, int ldx, long y, int ldy);

    /**
     * out = v (1 - y^2).
     *
     * @param rows rows
     * @param columns columns
     * @param v address of v
     * @param ldv its leading dimension
     * @param y address of y, an output of tanh
     * @param ldy its leading dimension
     * @param out address of the result
     * @param ldo its leading dimension
     */
    void tanhDerivative(int rows, int columns, long v, int ldv, long y, int ldy, long out, int ldo);

    /**
     * y = x + bias, the same row added to every row.
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param bias address of the row
     * @param y address of y
     * @param ldy its leading dimension
     */
    void addRow(int rows, int columns, long x, int ldx, long bias, long y, int ldy);

    /**
     * y = alpha x + beta y. With beta = 0 the old y is not read.
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of x
     * @param x address of x
     * @param ldx its leading dimension
     * @param beta factor of y
     * @param y address of y
     * @param ldy its leading dimension
     */
    void axpby(int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy);

    /**
     * sums[j] = sum over i of x[i,j].
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param sums address of the row of sums
     */
    void columnSums(int rows, int columns, long x, int ldx, long sums);

    /**
     * y[i] = x[i] - log(sum over j of exp(x[i,j])), for each row i, safe against overflow.
     *
     * @param rows rows
     * @param columns columns, at least 1
     * @param x address of x
     * @param ldx its leading dimension
     * @param y address of y
     * @param ldy its leading dimension
     */
    void logSoftmax(int rows, int columns, long x, int ldx, long y, int ldy);

    /**
     * out[i,j] = scale ([j = label i] - exp(p[i,j])).
     *
     * @param rows rows
     * @param columns columns
     * @param p address of log-probabilities
     * @param ldp their leading dimension
     * @param labels address of the int32 labels
     * @param scale factor
     * @param out address of the result
     * @param ldo its leading dimension
     */
    void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo);

    /**
     * v = momentum v + g, then w = w - learningRate v.
     *
     * @param rows rows
     * @param columns columns
     * @param w address of the parameters
     * @param ldw their leading dimension
     * @param g address of the gradient
     * @param ldg its leading dimension
     * @param v address of the velocity
     * @param ldv its leading dimension
     * @param learningRate the step
     * @param momentum the decay of v
     */
    void momentumStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long v,
            int ldv,
            float learningRate,
            float momentum);
}
