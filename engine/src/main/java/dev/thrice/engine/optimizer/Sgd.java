package dev.thrice.engine.optimizer;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent: theta = theta - rate g.
 *
 * @param learningRates one a layer
 */
public record Sgd(LearningRates learningRates) implements Optimizer {
    /**
     * With one rate.
     *
     * @param learningRate of all layers, above 0
     * @throws IllegalArgumentException if it is not a number above 0
     */
    public Sgd(float learningRate) {
        this(LearningRates.all(learningRate));
    }

    /**
     * With one rate that changes.
     *
     * @param learningRate of all layers, above 0, the largest
     * @param schedule that makes it smaller
     * @throws IllegalArgumentException if the rate is not a number above 0
     */
    public Sgd(float learningRate, Schedule schedule) {
        this(LearningRates.all(learningRate).scheduled(schedule));
    }

    @Override
    public int moments() {
        return 0;
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        return Update.safe(SAFE / learningRate, (step, rate) -> kernels.axpby(-rate, gradient, 1f, theta));
    }
}
