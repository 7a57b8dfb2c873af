package dev.thrice.engine.training;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/** A rule by which parameters follow their gradient, element by element. A description, to be planned for any tensors. */
public interface Optimizer {
    /** An optimizer planned for some elements of a parameter. Allocates nothing. */
    @FunctionalInterface
    interface Update {
        /**
         * One step.
         *
         * @param step its number, from 1
         */
        void run(long step);
    }

    /**
     * What it keeps beside each parameter.
     *
     * @return tensors of the parameter's shape, zero before the first step
     */
    int moments();

    /**
     * The learning rates.
     *
     * @return one a layer
     */
    LearningRates learningRates();

    /**
     * Plans it.
     *
     * @param kernels who computes
     * @param theta elements of a parameter, updated
     * @param gradient of these elements
     * @param moments of these elements, as many as {@link #moments()}
     * @param learningRate of the parameter's layer
     * @return the update, for one thread at a time
     */
    Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate);
}
