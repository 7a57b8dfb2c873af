package dev.thrice.engine.optimizer;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Another optimizer's step along a gradient that is not larger than some norm: g = g min(1, largest / |g|), where |g| is the Euclidean norm
 * of the gradient of all parameters together (Pascanu, Mikolov &amp; Bengio 2013, algorithm 1). PyTorch's clip_grad_norm_ has |g| + 10^-6
 * in its place. The norm is added in float64 in one order, so that the bits are the same for any number of workers.
 *
 * @param optimizer whose step it is
 * @param largestNorm of a gradient that is followed as it is, above 0
 */
public record GradientClipping(Optimizer optimizer, float largestNorm) implements Optimizer {
    /**
     * Checks the norm.
     *
     * @throws IllegalArgumentException if it is not a finite number above 0
     */
    public GradientClipping {
        if (!(largestNorm > 0 && largestNorm < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "gradient clipping: norm " + largestNorm + ", expected a finite number above 0");
        }
    }

    /** That of what it is around, if this clips to less. */
    @Override
    public float largestNorm() {
        return Math.min(largestNorm, optimizer.largestNorm());
    }

    @Override
    public int moments() {
        return optimizer.moments();
    }

    @Override
    public LearningRates learningRates() {
        return optimizer.learningRates();
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        return optimizer.plan(kernels, theta, gradient, moments, learningRate);
    }
}
