package dev.thrice.engine.optimizer;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.AdamCoefficients;
import java.util.List;

/**
 * Adam (Kingma &amp; Ba 2015), in PyTorch's form, without weight decay.
 *
 * @param learningRates one a layer
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, at least 0
 */
public record Adam(LearningRates learningRates, double beta1, double beta2, double epsilon) implements Optimizer {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Adam {
        new AdamCoefficients(1, beta1, beta2, epsilon);
    }

    /**
     * With PyTorch's defaults: betas .9 and .999, epsilon 1e-8.
     *
     * @param learningRates one a layer
     */
    public Adam(LearningRates learningRates) {
        this(learningRates, .9, .999, 1e-8);
    }

    /**
     * With PyTorch's defaults and one rate.
     *
     * @param learningRate of all layers, above 0
     * @throws IllegalArgumentException if it is not a number above 0
     */
    public Adam(float learningRate) {
        this(LearningRates.all(learningRate));
    }

    /**
     * With PyTorch's defaults and one rate that changes.
     *
     * @param learningRate of all layers, above 0, the largest
     * @param schedule that makes it smaller
     * @throws IllegalArgumentException if the rate is not a number above 0
     */
    public Adam(float learningRate, Schedule schedule) {
        this(LearningRates.all(learningRate).scheduled(schedule));
    }

    @Override
    public int moments() {
        return 2;
    }

    @Override
    public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate) {
        AdamCoefficients coefficients = new AdamCoefficients(learningRate, beta1, beta2, epsilon);
        Tensor first = moments.get(0);
        Tensor second = moments.get(1);
        return Update.safe(
                safeBelow(learningRate),
                (step, rate) -> kernels.adamStep(
                        theta,
                        gradient,
                        first,
                        second,
                        coefficients,
                        rate,
                        coefficients.firstCorrection(step),
                        coefficients.secondCorrection(step)));
    }

    /**
     * In float32 |m| is at most a gradient's part over what is taken from it, likewise v with g^2; a step is at most the first, the
     * largest rate times |m| / epsilon. Of betas that are 1 in float32 nothing is known, nor without an epsilon.
     */
    private double safeBelow(float learningRate) {
        double first = (1 - beta1) / (1 - (float) beta1 * (1 + 0x1p-23));
        double second = (1 - beta2) / (1 - (float) beta2 * (1 + 0x1p-23));
        double rate = learningRate / (1 - beta1);
        if (!(first > 0 && second > 0 && rate < SAFE)) {
            return 0;
        }
        double shrunk = Math.min(1, (float) epsilon / Math.max(1, rate));
        return Math.min(shrunk * SAFE / first, Math.sqrt(SAFE / second));
    }
}
