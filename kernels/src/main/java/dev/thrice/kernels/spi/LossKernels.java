package dev.thrice.kernels.spi;

/** The negative log-likelihood of class labels, and its gradient. */
public interface LossKernels {
    /**
     * out[i,j] = scale ([j = label i] - exp(p[i,j])).
     *
     * @param rows rows
     * @param columns columns
     * @param p address of log-probabilities
     * @param ldp their leading dimension
     * @param labels address of the int32 labels
     * @param scale factor
     * @param out address of the result, p or apart from it
     * @param ldo its leading dimension
     */
    void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo);
}
