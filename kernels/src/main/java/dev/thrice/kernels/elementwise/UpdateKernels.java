package dev.thrice.kernels.elementwise;

import dev.thrice.kernels.spec.AdamCoefficients;

/** Steps of optimizers. No two operands overlap. */
public interface UpdateKernels {
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

    /**
     * m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, then w = w - rate m / (inverseRoot sqrt(v) + epsilon).
     *
     * @param rows rows
     * @param columns columns
     * @param w address of the parameters
     * @param ldw their leading dimension
     * @param g address of the gradient
     * @param ldg its leading dimension
     * @param m address of the first moment
     * @param ldm its leading dimension
     * @param v address of the second moment
     * @param ldv its leading dimension
     * @param coefficients the betas and epsilon
     * @param rate the learning rate divided by the first moment's bias correction
     * @param inverseRoot 1 / sqrt(the second moment's bias correction)
     */
    void adamStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long m,
            int ldm,
            long v,
            int ldv,
            AdamCoefficients coefficients,
            float rate,
            float inverseRoot);
}
