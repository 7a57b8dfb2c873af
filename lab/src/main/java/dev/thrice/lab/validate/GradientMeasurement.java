package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.diagnostics.GradientComparison.Distance;
import dev.thrice.engine.execution.Engine;
import dev.thrice.lab.results.GradientDistance;
import java.util.ArrayList;
import java.util.List;

/** Compares FPA-PC's gradient with backpropagation's, over all parameters together. */
final class GradientMeasurement {
    private static final float[] STEP_SIZES = {1f, .5f, .2f};

    private GradientMeasurement() {}

    static List<GradientDistance> measure(Subject subject) {
        int length = subject.network().chain().length();
        Engine backpropagation = subject.engine(new Backpropagation());
        backpropagation.gradients();
        List<GradientDistance> distances = new ArrayList<>();
        for (float stepSize : STEP_SIZES) {
            for (int steps : new int[] {length / 2, length - 1, 2 * length, 4 * length}) {
                Engine fpa = subject.engine(new FixedPrediction(steps, stepSize));
                fpa.gradients();
                GradientComparison comparison = GradientComparison.of(fpa.gradient(), backpropagation.gradient());
                if (comparison.whole().referenceSquare() == 0) {
                    return List.of(); // a gradient of nothing has no direction
                }
                distances.add(of(stepSize, steps, comparison));
            }
        }
        return distances;
    }

    private static GradientDistance of(float stepSize, int steps, GradientComparison comparison) {
        int length = comparison.layers().size();
        double exactSquare = comparison.whole().referenceSquare();
        double predictedDot = 0;
        double predictedSquare = 0;
        for (int l = 0; l < length; l++) {
            Distance layer = comparison.layers().get(l);
            double layerSquare = layer == null ? 0 : layer.referenceSquare(); // of one without parameters
            double arrived = ArrivalLaw.arrived(length - 1 - l, steps, stepSize);
            predictedDot += arrived * layerSquare;
            predictedSquare += arrived * arrived * layerSquare;
        }
        return new GradientDistance(
                stepSize,
                steps,
                comparison.whole().cosine(),
                predictedDot / Math.sqrt(predictedSquare * exactSquare),
                comparison.whole().relativeError());
    }
}
