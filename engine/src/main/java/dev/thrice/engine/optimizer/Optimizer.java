package dev.thrice.engine.optimizer;

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
         * @param rate what the schedule makes of the learning rate, at least 0 and at most the one it was planned for
         */
        void run(long step, float rate);

        /**
         * What gradients have to stay below for the steps to be safe: as long as every element of every gradient so far has a smaller
         * magnitude, no step moves an element of the parameter by 2^102 or more, divides by 0, or takes a moment that far. Since that is
         * less than half the distance of the largest floats, a parameter that is finite stays so, however large. The training step looks
         * at what comes of other steps.
         *
         * @return a magnitude; 0, as it is unless said otherwise, for no safe steps
         */
        default float safeBelow() {
            return 0f;
        }

        /**
         * An update whose steps are safe.
         *
         * @param limit what gradients have to stay below for that, as {@link #safeBelow} says
         * @param update its steps
         * @return both
         */
        static Update safe(double limit, Update update) {
            return new Update() {
                @Override
                public void run(long step, float rate) {
                    update.run(step, rate);
                }

                @Override
                public float safeBelow() {
                    return (float) limit;
                }
            };
        }
    }

    /** What safe steps stay below; half the distance of the largest floats is twice as much. */
    double SAFE = 0x1p102;

    /**
     * What it keeps beside each parameter.
     *
     * @return tensors of the parameter's shape, zero before the first step
     */
    int moments();

    /**
     * The learning rates, with their schedule.
     *
     * @return one a layer
     */
    LearningRates learningRates();

    /**
     * How large a gradient it follows as it is: the training step scales a larger one of all parameters down to that norm, in place,
     * before any parameter is moved.
     *
     * @return the largest Euclidean norm, above 0; infinite, as it is unless said otherwise, for any
     */
    default float largestNorm() {
        return Float.POSITIVE_INFINITY;
    }

    /**
     * Plans it.
     *
     * @param kernels who computes
     * @param theta elements of a parameter, updated
     * @param gradient of these elements
     * @param moments of these elements, as many as {@link #moments()}
     * @param learningRate of the parameter's layer, the largest that a step will be given
     * @return the update, for one thread at a time
     */
    Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float learningRate);
}
