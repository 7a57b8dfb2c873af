package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.figures.CellResult.Probes;
import dev.thrice.lab.figures.CellResult.Twin;
import dev.thrice.lab.figures.CellResult.VariancePoint;
import dev.thrice.lab.figures.CellResult.VpcPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Predictive coding without the fixed-prediction assumption, on one minibatch, against backpropagation. */
final class OtherAlgorithms {
    private static final List<Float> PRECISIONS = List.of(1f, 10f, 100f, 1e3f, 1e4f, 1e5f, 1e6f);

    /** Inference of the infinite-variance limit, long enough to converge: 8 L steps of this size. */
    private static final float VARIANCE_STEP_SIZE = .5f;

    private static final int VARIANCE_STEPS = 8;

    /** Small enough for VPC to descend. */
    private static final float PATH_STEP_SIZE = .1f;

    private static final int PATH_STEPS = 4;

    private OtherAlgorithms() {}

    static Probes probe(Minibatch batch, List<Float> stepSizes) {
        int length = batch.network().chain().length();
        return new Probes(vpc(batch, stepSizes, length), variance(batch, length), zil(batch), paths(batch, length));
    }

    private static List<VpcPoint> vpc(Minibatch batch, List<Float> stepSizes, int length) {
        List<VpcPoint> points = new ArrayList<>();
        for (float stepSize : stepSizes) {
            for (StepCount count : StepCount.of(length)) {
                points.add(new VpcPoint(
                        stepSize,
                        count.name(),
                        count.steps(),
                        Alignment.measured(batch.compare(new VariationalPc(count.steps(), stepSize)))));
            }
        }
        return points;
    }

    private static List<VariancePoint> variance(Minibatch batch, int length) {
        return PRECISIONS.stream()
                .map(k -> {
                    GradientComparison comparison = batch.compare(
                            VariationalPc.infiniteVariance(VARIANCE_STEPS * length, VARIANCE_STEP_SIZE, k));
                    return new VariancePoint(
                            k,
                            Alignment.measured(comparison),
                            comparison.whole().relativeError());
                })
                .toList();
    }

    private static List<Twin> zil(Minibatch batch) {
        return Stream.of(
                        twin(batch, "Z-IL", 1f, true, 0),
                        twin(batch, "step size .5", .5f, true, 0),
                        twin(batch, "random initial values", 1f, false, 0),
                        twin(batch, "learns a step early", 1f, true, -1),
                        twin(batch, "learns a step late", 1f, true, 1))
                .toList();
    }

    private static Twin twin(Minibatch batch, String name, float stepSize, boolean fromFeedforward, int delay) {
        GradientComparison comparison =
                batch.compare(new ZeroDivergence(stepSize, fromFeedforward, delay, LossReduction.SUM));
        return new Twin(
                name, Alignment.measured(comparison).whole(), comparison.whole().relativeError());
    }

    private static List<EnergyPath> paths(Minibatch batch, int length) {
        int steps = PATH_STEPS * length;
        return List.of(
                path(batch, "VPC", PATH_STEP_SIZE, new VariationalPc(steps, PATH_STEP_SIZE)),
                path(batch, "FPA", PATH_STEP_SIZE, new FixedPrediction(steps, PATH_STEP_SIZE)),
                path(batch, "FPA", 1f, new FixedPrediction(steps, 1f)),
                path(batch, "Z-IL", 1f, new ZeroDivergence()));
    }

    private static EnergyPath path(Minibatch batch, String name, float stepSize, LearningAlgorithm algorithm) {
        return batch.energyPath(name + ", gamma = " + stepSize, algorithm);
    }
}
