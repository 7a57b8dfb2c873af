package dev.thrice.engine.optimizer;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Another optimizer's step after a decay of all parameters, theta = (1 - decay) theta, apart from the gradient (Loshchilov
 * &amp; Hutter 2019) and from the learning rate.
 *
 * @param optimizer whose step it is
 * @param decay lambda, in [0, 1)
 */
public record WeightDecay(Optimizer optimizer, float decay) implements Optimizer {
    /**
     * Checks the decay.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public WeightDecay {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("weight decay " + decay + ", expected at least 0 and below 1");
        }
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
    public float largestNorm() {
        return optimizer.largestNorm();
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        Update update = optimizer.plan(kernels, theta, gradient, moments, learningRate);
        return Update.safe(update.safeBelow(), (step, rate) -> {
            kernels.axpby(1f - decay, theta, 0f, theta);
            update.run(step, rate);
        });
    }
}
