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
    @Override
    public int moments() {
        return 0;
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        return Update.safe(SAFE / learningRate, step -> kernels.axpby(-learningRate, gradient, 1f, theta));
    }
}
