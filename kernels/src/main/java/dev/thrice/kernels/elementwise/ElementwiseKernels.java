package dev.thrice.kernels.elementwise;

/**
 * Row and element operations on raw addresses, by purpose. Matrices are [rows x columns] float32, row-major; {@code ld..}
 * are leading dimensions in floats. The caller guarantees live operands; input and output are the same matrix or do not
 * overlap. Thread-safe, stateless, allocation-free.
 */
public interface ElementwiseKernels {
    /**
     * Functions and their derivatives.
     *
     * @return the kernels
     */
    FunctionKernels functions();

    /**
     * Linear combinations and reductions.
     *
     * @return the kernels
     */
    ArithmeticKernels arithmetic();

    /**
     * Losses.
     *
     * @return the kernels
     */
    LossKernels losses();

    /**
     * Steps of optimizers.
     *
     * @return the kernels
     */
    UpdateKernels updates();

    /**
     * Normalization of rows.
     *
     * @return the kernels
     */
    NormalizationKernels normalization();
}
