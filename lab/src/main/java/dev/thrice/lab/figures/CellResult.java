package dev.thrice.lab.figures;

import java.util.List;
import java.util.Locale;

/**
 * What came of one training and of the comparisons before and after it.
 *
 * @param hiddenLayers of the network; its chain is one longer
 * @param seed of parameters and order
 * @param trainedBy the algorithm: backprop, fpa-closed-form or fpa
 * @param outcome of the training
 * @param points of the figures that it stands for, all of the same updates
 * @param first probes of other algorithms on the first minibatch; none but by the run of backprop
 * @param trained the same on the trained network
 * @param seconds that it took
 */
record CellResult(
        int hiddenLayers,
        long seed,
        String trainedBy,
        Outcome outcome,
        List<PointResult> points,
        List<Probes> first,
        List<Probes> trained,
        double seconds) {
    /**
     * What a training came to.
     *
     * @param validation accuracy after each epoch
     * @param test accuracy in the end
     * @param divergence why it ended early; empty if it did not
     */
    record Outcome(List<Double> validation, double test, String divergence) {
        double lastValidation() {
            return validation.getLast();
        }
    }

    /** A point of the figures. */
    record PointResult(float stepSize, String stepsName, int steps, Agreement first, Agreement trained) {
        String name(CellResult cell) {
            return String.format(
                    Locale.ROOT,
                    "hidden %d, gamma %s, %d steps, seed %d",
                    cell.hiddenLayers(),
                    stepSize,
                    steps,
                    cell.seed());
        }
    }

    /**
     * FPA-PC, run literally, beside what is known of it.
     *
     * @param measured its alignment with backpropagation
     * @param predicted by the arrival law
     * @param closedFormError largest relative error of a layer's gradient by the closed form
     */
    record Agreement(Alignment measured, Alignment predicted, double closedFormError) {
        double difference() {
            return measured.difference(predicted);
        }
    }

    /**
     * Other algorithms on one minibatch.
     *
     * @param vpc variational PC over step size and steps
     * @param variance the infinite-variance limit over k
     * @param zil Z-IL and its ablations
     * @param paths energy along inference
     */
    record Probes(List<VpcPoint> vpc, List<VariancePoint> variance, List<Twin> zil, List<EnergyPath> paths) {}

    /** Variational PC. */
    record VpcPoint(float stepSize, String stepsName, int steps, Alignment alignment) {}

    /** Variational PC with precision k at the hidden nodes. */
    record VariancePoint(float k, Alignment alignment, double relativeError) {}

    /** Z-IL or an ablation of it against backpropagation. */
    record Twin(String variant, double cosine, double relativeError) {}

    /**
     * Result 2, along an inference.
     *
     * @param algorithm with its step size
     * @param energies F after each step, the start first, over the batch
     * @param cosines of the angle between each step of the latents and -dF/dx where it was taken; NaN where nothing moved
     */
    record EnergyPath(String algorithm, List<Double> energies, List<Double> cosines) {}
}
