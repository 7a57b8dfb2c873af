package dev.thrice.kernels.elementwise;

/** The negative log-likelihood of class labels, and its gradient. */
public interface LossKernels {
    /**
     * Log-probabilities y of logits x, the residual scale ([j = label i] - exp(y[i,j])), and the loss -(sum over i of y[i, label i]).
     *
     * @param rows rows
     * @param columns columns, at least 1
     * @param x address of the logits
     * @param ldx their leading dimension
     * @param labels address of the int32 labels
     * @param scale factor of the residual
     * @param y address of the log-probabilities, x or apart from it
     * @param ldy their leading dimension
     * @param residual address of the residual, apart from x and y
     * @param ldr its leading dimension
     * @return the loss, summed in float64
     */
    double crossEntropy(
            int rows, int columns, long x, int ldx, long labels, float scale, long y, int ldy, long residual, int ldr);

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
