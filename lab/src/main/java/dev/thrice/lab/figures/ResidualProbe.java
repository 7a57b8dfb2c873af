package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Figure 3 of a residual network: blocks of two hidden layers after the first, the same parameters and minibatch. A skip over one layer is
 * an edge as that layer is, so that nothing would arrive early.
 */
final class ResidualProbe {
    private static final int BLOCK = 2;

    private ResidualProbe() {}

    static List<ResidualPoint> of(Minibatch plain, List<Float> stepSizes) {
        int hiddenLayers = plain.network().chain().length() - 1;
        List<Point> points = points(stepSizes, hiddenLayers);
        return points.isEmpty() ? List.of() : plain.residual(BLOCK, residual -> measured(residual, points));
    }

    /** Those that are looked at; none where there is no block. */
    static List<Point> points(List<Float> stepSizes, int hiddenLayers) {
        List<Point> points = new ArrayList<>();
        for (float stepSize : hiddenLayers <= BLOCK ? List.<Float>of() : stepSizes) {
            StepCount.of(hiddenLayers + 1).forEach(count -> points.add(new Point(stepSize, count)));
        }
        return points;
    }

    private static List<ResidualPoint> measured(Minibatch residual, List<Point> points) {
        PathGradients paths = PathGradients.of(residual);
        return points.stream()
                .map(point -> {
                    int steps = point.count().steps();
                    return new ResidualPoint(
                            point.stepSize(),
                            point.count().name(),
                            steps,
                            Alignment.measured(residual.compare(new FixedPrediction(steps, point.stepSize()))),
                            paths.predicted(steps, point.stepSize()));
                })
                .toList();
    }
}
