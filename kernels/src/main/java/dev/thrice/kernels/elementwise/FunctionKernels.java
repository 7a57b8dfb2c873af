package dev.thrice.kernels.elementwise;

/** Functions and their input-VJPs, as {@link dev.thrice.kernels.Kernels} defines them. */
public interface FunctionKernels {
    /**
     * e^x.
     *
     * @return the kernel
     */
    MapKernel exp();

    /**
     * The natural logarithm.
     *
     * @return the kernel
     */
    MapKernel log();

    /**
     * tanh.
     *
     * @return the kernel
     */
    MapKernel tanh();

    /**
     * v (1 - y^2).
     *
     * @return the kernel
     */
    VjpKernel tanhDerivative();

    /**
     * 1 / (1 + e^-x).
     *
     * @return the kernel
     */
    MapKernel sigmoid();

    /**
     * v y (1 - y).
     *
     * @return the kernel
     */
    VjpKernel sigmoidDerivative();

    /**
     * x where x > 0, else 0.
     *
     * @return the kernel
     */
    MapKernel relu();

    /**
     * v where y > 0, else 0.
     *
     * @return the kernel
     */
    VjpKernel reluDerivative();

    /**
     * v where y > 0, else slope v: a rectifier that leaks for v = y = x, and its input-VJP.
     *
     * @param rows rows
     * @param columns columns
     * @param slope above 0
     * @param v address of v
     * @param ldv its leading dimension
     * @param y address of y
     * @param ldy its leading dimension
     * @param out address of the result, v or y or apart from them
     * @param ldo its leading dimension
     */
    void leakyRelu(int rows, int columns, float slope, long v, int ldv, long y, int ldy, long out, int ldo);

    /**
     * log(1 + e^x).
     *
     * @return the kernel
     */
    MapKernel softplus();

    /**
     * v (1 - e^-y).
     *
     * @return the kernel
     */
    VjpKernel softplusDerivative();

    /**
     * x / (1 + e^-x).
     *
     * @return the kernel
     */
    MapKernel silu();

    /**
     * v s (1 + x (1 - s)), s = 1 / (1 + e^-x).
     *
     * @return the kernel, of x
     */
    VjpKernel siluDerivative();

    /**
     * x Phi(x).
     *
     * @return the kernel
     */
    MapKernel gelu();

    /**
     * v (Phi(x) + x phi(x)).
     *
     * @return the kernel, of x
     */
    VjpKernel geluDerivative();

    /**
     * x - log(sum of e^x), row by row; at least one column.
     *
     * @return the kernel
     */
    MapKernel logSoftmax();

    /**
     * v - e^y (sum of v), row by row.
     *
     * @return the kernel
     */
    VjpKernel logSoftmaxDerivative();
}
