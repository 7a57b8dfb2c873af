package dev.thrice.lab.figures;

import dev.thrice.command.output.Expect;
import java.util.ArrayList;
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
 * @param residual figure 3 of a residual network, on the first minibatch; by the run of backprop alone
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
        List<ResidualPoint> residual,
        double seconds) {
    private static final List<String> TRAININGS = List.of(Figures.BACKPROP, Figures.CLOSED_FORM, Figures.LITERAL);

    /** Checks the numbers. */
    CellResult {
        Expect.atLeast("hidden layers", hiddenLayers, 1);
        Expect.atLeast("seconds", seconds, 0.);
        Expect.that(TRAININGS.contains(trainedBy), "trained by", trainedBy, "one of " + TRAININGS);
        int probes = trainedBy.equals(Figures.BACKPROP) ? 1 : 0;
        Expect.equal("probes on the first minibatch", first.size(), probes);
        Expect.equal("probes on the trained network", trained.size(), probes);
        Expect.that(probes > 0 || !points.isEmpty(), "points", points.size(), "at least 1");
        int length = hiddenLayers + 1;
        points.forEach(point -> point.requireLayers(length));
        first.forEach(probe -> probe.requireLayers(length));
        trained.forEach(probe -> probe.requireLayers(length));
        Expect.that(probes > 0 || residual.isEmpty(), "points of a residual network", residual.size(), "none");
        residual.forEach(point -> point.requireLayers(length));
    }

    /** Of its cell, and of the file that keeps it. */
    String name() {
        return name(
                hiddenLayers,
                seed,
                trainedBy,
                points.stream().map(PointResult::point).toList());
    }

    /** A training's; but for backpropagation's, the first of its points tells it from others. */
    static String name(int hiddenLayers, long seed, String trainedBy, List<Point> points) {
        String training = trainedBy;
        if (!trainedBy.equals(Figures.BACKPROP)) {
            Point point = points.getFirst();
            String of = "g" + point.stepSize() + "-t" + point.count().steps();
            training = trainedBy.equals(Figures.LITERAL) ? "literal-" + of : of;
        }
        return String.format(Locale.ROOT, "h%02d-s%d-%s", hiddenLayers, seed, training);
    }

    /**
     * What a training came to.
     *
     * @param validation accuracy after each epoch
     * @param test accuracy in the end
     * @param divergence why it ended early; empty if it did not
     */
    record Outcome(List<Double> validation, double test, String divergence) {
        Outcome {
            Expect.that(!validation.isEmpty(), "epochs", 0, "at least 1");
            validation.forEach(accuracy -> Expect.share("validation accuracy", accuracy));
            Expect.share("test accuracy", test);
        }

        double lastValidation() {
            return validation.getLast();
        }
    }

    /** A point of the figures. */
    record PointResult(float stepSize, String stepsName, int steps, Agreement first, Agreement trained) {
        PointResult {
            requirePoint(stepSize, steps);
        }

        Point point() {
            return new Point(stepSize, new StepCount(stepsName, steps));
        }

        private void requireLayers(int length) {
            for (Agreement agreement : List.of(first, trained)) {
                agreement.measured.requireLayers(length);
                agreement.predicted.requireLayers(length);
            }
        }

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
        Agreement {
            Expect.notBelow0("error of the closed form", closedFormError);
        }

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
    record Probes(List<VpcPoint> vpc, List<VariancePoint> variance, List<Twin> zil, List<EnergyPath> paths) {
        private void requireLayers(int length) {
            vpc.forEach(point -> point.alignment.requireLayers(length));
            variance.forEach(point -> point.alignment.requireLayers(length));
        }

        /** What was probed, and in how many steps. */
        List<Object> what() {
            List<Object> all = new ArrayList<>();
            vpc.forEach(point -> all.addAll(List.of(point.stepSize, point.stepsName, point.steps)));
            variance.forEach(point -> all.add(point.k));
            zil.forEach(twin -> all.add(twin.variant));
            paths.forEach(path -> all.addAll(List.of(path.algorithm, path.cosines.size())));
            return all;
        }

        /** Step sizes of VPC, in the order they were taken in. */
        List<Float> stepSizes() {
            return vpc.stream().map(VpcPoint::stepSize).distinct().toList();
        }
    }

    /**
     * FPA-PC on a residual network.
     *
     * @param measured its alignment with backpropagation
     * @param predicted by the paths that errors come along
     */
    record ResidualPoint(float stepSize, String stepsName, int steps, Alignment measured, Alignment predicted) {
        ResidualPoint {
            requirePoint(stepSize, steps);
        }

        Point point() {
            return new Point(stepSize, new StepCount(stepsName, steps));
        }

        double difference() {
            return measured.difference(predicted);
        }

        private void requireLayers(int length) {
            measured.requireLayers(length);
            predicted.requireLayers(length);
        }
    }

    /** Variational PC. */
    record VpcPoint(float stepSize, String stepsName, int steps, Alignment alignment) {
        VpcPoint {
            requirePoint(stepSize, steps);
        }
    }

    /** Variational PC with precision k at the hidden nodes. */
    record VariancePoint(float k, Alignment alignment, double relativeError) {
        VariancePoint {
            Expect.above0("k", k);
            Expect.notBelow0("relative error", relativeError);
        }
    }

    /** Z-IL or an ablation of it against backpropagation. */
    record Twin(String variant, double cosine, double relativeError) {
        Twin {
            Expect.cosine("cosine", cosine);
            Expect.notBelow0("relative error", relativeError);
        }
    }

    /**
     * Result 2, along an inference.
     *
     * @param algorithm with its step size
     * @param energies F after each step, the start first, over the batch
     * @param cosines of the angle between each step of the latents and -dF/dx where it was taken; NaN where nothing moved
     */
    record EnergyPath(String algorithm, List<Double> energies, List<Double> cosines) {
        EnergyPath {
            Expect.equal("energies", energies.size(), cosines.size() + 1);
            energies.forEach(energy -> Expect.notBelow0("energy", energy));
            cosines.forEach(cosine -> Expect.cosine("cosine", cosine));
        }
    }

    private static void requirePoint(float stepSize, int steps) {
        Expect.that(stepSize > 0 && stepSize < 2, "step size", stepSize, "in (0, 2)");
        Expect.atLeast("steps", steps, 1);
    }
}
