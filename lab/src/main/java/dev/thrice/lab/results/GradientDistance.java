package dev.thrice.lab.results;

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
        double stepSize, int steps, double cosine, double predictedCosine, double relativeError) {}
