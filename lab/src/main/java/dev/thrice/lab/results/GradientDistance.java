package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;

/**
 * How far FPA-PC's gradient is from backpropagation's, over all parameters together.
 *
 * @param stepSize gamma
 * @param steps of inference
 * @param cosine measured
 * @param predictedCosine what the arrival law says, from backpropagation's gradient alone
 * @param relativeError ||FPA - backprop|| / ||backprop||
 */
public record GradientDistance(
        double stepSize, int steps, double cosine, double predictedCosine, double relativeError) {
    /** Checks the numbers. */
    public GradientDistance {
        Expect.that(stepSize > 0 && stepSize < 2, "step size", stepSize, "in (0, 2)");
        Expect.atLeast("steps", steps, 0);
        Expect.cosine("cosine", cosine);
        Expect.cosine("predicted cosine", predictedCosine);
        Expect.notBelow0("relative error", relativeError);
    }
}
