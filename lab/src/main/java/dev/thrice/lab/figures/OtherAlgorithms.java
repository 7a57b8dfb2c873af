package dev.thrice.lab.figures;

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
import dev.thrice.lab.learn.AlgorithmName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Predictive coding without the fixed-prediction assumption, on one minibatch, against backpropagation. */
final class OtherAlgorithms {
    private static final List<Float> PRECISIONS = List.of(1f, 10f, 100f, 1e3f, 1e4f, 1e5f, 1e6f);

    /** Inference of the infinite-variance limit, long enough to converge: 8 L steps of this size. */
    private static final float VARIANCE_STEP_SIZE = .5f;

    private static final int VARIANCE_STEPS = 8;

    private static final List<Ablation> ABLATIONS = List.of(
            new Ablation(AlgorithmName.Z_IL.title(), 1f, true, 0),
            new Ablation("step size .5", .5f, true, 0),
            new Ablation("random initial values", 1f, false, 0),
            new Ablation("learns a step early", 1f, true, -1),
            new Ablation("learns a step late", 1f, true, 1));

    /** Small enough for VPC to descend. */
    private static final float PATH_STEP_SIZE = .1f;

    private static final int PATH_STEPS = 4;

    private static final List<Path> PATHS = List.of(
            new Path(AlgorithmName.VPC, PATH_STEP_SIZE, length -> PATH_STEPS * length),
            new Path(AlgorithmName.FPA, PATH_STEP_SIZE, length -> PATH_STEPS * length),
            new Path(AlgorithmName.FPA, 1f, length -> PATH_STEPS * length),
            new Path(AlgorithmName.Z_IL, 1f, length -> length - 1));

    private OtherAlgorithms() {}

    static Probes probe(Minibatch batch, List<Float> stepSizes) {
        int length = batch.network().chain().length();
        return new Probes(vpc(batch, stepSizes, length), variance(batch, length), zil(batch), paths(batch, length));
    }

    /** As {@link Probes#what} says it of what {@link #probe} finds. */
    static List<Object> what(List<Float> stepSizes, int length) {
        List<Object> all = new ArrayList<>();
        for (float stepSize : stepSizes) {
            StepCount.of(length).forEach(count -> all.addAll(List.of(stepSize, count.name(), count.steps())));
        }
        all.addAll(PRECISIONS);
        ABLATIONS.forEach(ablation -> all.add(ablation.name));
        PATHS.forEach(path -> all.addAll(List.of(path.name(), path.steps(length))));
        return all;
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
        return ABLATIONS.stream().map(ablation -> ablation.of(batch)).toList();
    }

    private static List<EnergyPath> paths(Minibatch batch, int length) {
        return PATHS.stream()
                .map(path -> batch.energyPath(path.name(), path.algorithm(length)))
                .toList();
    }

    /** Z-IL, or what is left of it without one of its requirements. */
    private record Ablation(String name, float stepSize, boolean fromFeedforward, int delay) {
        Twin of(Minibatch batch) {
            GradientComparison comparison =
                    batch.compare(new ZeroDivergence(stepSize, fromFeedforward, delay, LossReduction.SUM));
            return new Twin(
                    name,
                    Alignment.measured(comparison).whole(),
                    comparison.whole().relativeError());
        }
    }

    /** An inference whose latents are followed. */
    private record Path(AlgorithmName of, float stepSize, IntUnaryOperator stepsByLength) {
        String name() {
            return of.title() + ", gamma = " + stepSize;
        }

        int steps(int length) {
            return stepsByLength.applyAsInt(length);
        }

        LearningAlgorithm algorithm(int length) {
            return of.algorithm(new AlgorithmName.Numbers(steps(length), stepSize));
        }
    }
}
