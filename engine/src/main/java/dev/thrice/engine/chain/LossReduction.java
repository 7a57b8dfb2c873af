package dev.thrice.engine.chain;

/**
 * What becomes of the samples' losses before errors are taken of them. Parameter gradients are means over the batch under
 * both.
 */
public enum LossReduction {
    /** They are summed: a sample's errors and latents do not depend on what else is in its batch. */
    SUM,
    /**
     * They are averaged, as published code does. To predictive coding that is an output precision of 1 / batch, which moves
     * it towards backpropagation the larger the batch is (the infinite-variance limit with k = batch).
     */
    MEAN;

    /**
     * The factor of a sample's loss.
     *
     * @param batch samples
     * @return 1 or 1 / batch
     */
    public float factor(int batch) {
        return this == SUM ? 1f : 1f / batch;
    }

    /**
     * What makes minus the gradient of the mean loss of a sum over samples of error times input.
     *
     * @param batch samples
     * @return 1 / batch or 1
     */
    public float gradientFactor(int batch) {
        return this == SUM ? 1f / batch : 1f;
    }
}
