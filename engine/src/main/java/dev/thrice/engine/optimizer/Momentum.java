package dev.thrice.engine.optimizer;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, in PyTorch's form: v = momentum v + g; theta = theta - rate v.
 *
 * @param learningRates one a layer
 * @param momentum in [0, 1)
 */
public record Momentum(LearningRates learningRates, float momentum) implements Optimizer {
    /**
     * Checks the momentum.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Momentum {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum " + momentum + ", expected at least 0 and below 1");
        }
    }

    /**
     * With one rate.
     *
     * @param learningRate of all layers, above 0
     * @param momentum in [0, 1)
     * @throws IllegalArgumentException if a number is out of range
     */
    public Momentum(float learningRate, float momentum) {
        this(LearningRates.all(learningRate), momentum);
    }

    /**
     * With one rate that changes.
     *
     * @param learningRate of all layers, above 0, the largest
     * @param momentum in [0, 1)
     * @param schedule that makes the rate smaller
     * @throws IllegalArgumentException if a number is out of range
     */
    public Momentum(float learningRate, float momentum, Schedule schedule) {
        this(LearningRates.all(learningRate).scheduled(schedule), momentum);
    }

    @Override
    public int moments() {
        return 1;
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        Tensor velocity = moments.getFirst();
        return Update.safe(
                safeBelow(learningRate),
                (step, rate) -> kernels.momentumStep(theta, gradient, velocity, rate, momentum));
    }

    /** |v| is at most the largest |g| over 1 - momentum, where a momentum near 1 leaves anything in float32. */
    private double safeBelow(float learningRate) {
        double rest = 1 - momentum * (1 + 0x1p-23);
        return Math.max(0, rest * SAFE / Math.max(1, learningRate));
    }
}
