package dev.thrice.engine.optimizer;

import java.util.Arrays;

/** A learning rate for each layer of a chain, and what becomes of all of them in time. */
@FunctionalInterface
public interface LearningRates {
    /**
     * A layer's learning rate.
     *
     * @param layer l in 0 .. L - 1
     * @param chainLength L
     * @return above 0
     * @throws IllegalArgumentException if they are for chains of another length
     */
    float of(int layer, int chainLength);

    /**
     * What becomes of them in time.
     *
     * @return constant, unless they were {@linkplain #scheduled}
     */
    default Schedule schedule() {
        return Schedule.CONSTANT;
    }

    /**
     * These rates at the start of a training, and what a schedule makes of them later.
     *
     * @param schedule in place of the one they have
     * @return the rates
     */
    default LearningRates scheduled(Schedule schedule) {
        return new ScheduledRates(this, schedule);
    }

    /**
     * The same for all layers.
     *
     * @param rate above 0
     * @return the rates
     * @throws IllegalArgumentException if it is not a number above 0
     */
    static LearningRates all(float rate) {
        requirePositive(rate);
        return (layer, chainLength) -> rate;
    }

    /**
     * One a layer.
     *
     * @param rates of layers 0 .. L - 1, each above 0
     * @return the rates
     * @throws IllegalArgumentException if one is not a number above 0
     */
    static LearningRates each(float... rates) {
        float[] copy = rates.clone();
        for (float rate : copy) {
            requirePositive(rate);
        }
        return (layer, chainLength) -> {
            if (copy.length != chainLength) {
                throw new IllegalArgumentException(
                        "learning rates " + Arrays.toString(copy) + ", expected " + chainLength + ", one a layer");
            }
            return copy[layer];
        };
    }

    private static void requirePositive(float rate) {
        if (!(rate > 0) || Float.isInfinite(rate)) {
            throw new IllegalArgumentException("learning rate " + rate + ", expected a number above 0");
        }
    }
}
