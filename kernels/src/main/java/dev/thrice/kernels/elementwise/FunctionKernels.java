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
