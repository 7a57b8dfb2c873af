package dev.thrice.lab.figures;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A number of inference steps, by the chain's length.
 *
 * @param name as in the figures
 * @param rule from L
 */
record StepCount(String name, IntUnaryOperator rule) {
    /** Those of the figures, in their order. L is the length of the chain, one more than there are hidden layers. */
    static final List<StepCount> ALL = List.of(
            new StepCount("1", length -> 1),
            new StepCount("L/4", length -> Math.round(length / 4f)),
            new StepCount("L/2", length -> Math.round(length / 2f)),
            new StepCount("L-2", length -> length - 2),
            new StepCount("L-1", length -> length - 1),
            new StepCount("L", length -> length),
            new StepCount("L+1", length -> length + 1),
            new StepCount("2L", length -> 2 * length),
            new StepCount("4L", length -> 4 * length),
            new StepCount("8L", length -> 8 * length));

    /** The number for a chain, at least 1. */
    int of(int chainLength) {
        return Math.max(1, rule.applyAsInt(chainLength));
    }
}
