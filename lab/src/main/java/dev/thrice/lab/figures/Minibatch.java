package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.diagnostics.GradientComparison.Distance;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.lab.figures.CellResult.Agreement;
import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.learn.DepthOptions;
import java.util.List;
import java.util.function.Function;

/**
 * A network as it is at a moment, with the batch that is in it, for comparing algorithms on. Each works on a copy, so the memory it
 * takes ends with it and the network is left as it was.
 *
 * @param network parameters, inputs and labels
 */
record Minibatch(Network network) {
    /** Two algorithms' gradients. */
    GradientComparison compare(LearningAlgorithm algorithm, LearningAlgorithm reference) {
        try (Network one = copy();
                Network other = copy()) {
            return GradientComparison.of(gradient(one, algorithm), gradient(other, reference));
        }
    }

    /** An algorithm's gradient against backpropagation's. */
    GradientComparison compare(LearningAlgorithm algorithm) {
        return compare(algorithm, new Backpropagation());
    }

    /** FPA-PC, run literally, against what the arrival law and the closed form say of it. */
    Agreement agreement(float stepSize, int steps) {
        LearningAlgorithm literal = new FixedPrediction(steps, stepSize);
        GradientComparison comparison = compare(literal);
        List<Double> squares =
                comparison.layers().stream().map(Distance::referenceSquare).toList();
        double closedFormError = compare(literal, new FixedPredictionClosedForm(steps, stepSize)).layers().stream()
                .filter(layer -> layer.referenceSquare() > 0)
                .mapToDouble(Distance::relativeError)
                .max()
                .orElse(0);
        return new Agreement(
                Alignment.measured(comparison), Alignment.predicted(squares, steps, stepSize), closedFormError);
    }

    /** The energy along an inference. */
    EnergyPath energyPath(String name, LearningAlgorithm algorithm) {
        try (Network copy = copy()) {
            return EnergyRecorder.follow(copy, name, algorithm);
        }
    }

    /** What an algorithm's gradient comes to. */
    <R> R with(LearningAlgorithm algorithm, Function<Parameters, R> use) {
        try (Network copy = copy()) {
            return use.apply(gradient(copy, algorithm));
        }
    }

    /** The same with residual blocks of so many hidden layers. */
    <R> R residual(int block, Function<Minibatch, R> use) {
        try (Network residual = copy(DepthOptions.residual(network.chain(), block))) {
            return use.apply(new Minibatch(residual));
        }
    }

    private static Parameters gradient(Network network, LearningAlgorithm algorithm) {
        Engine engine = new Engine(network, algorithm, new Sequential());
        engine.gradients();
        return engine.gradient();
    }

    private Network copy() {
        return copy(network.chain());
    }

    private Network copy(Chain chain) {
        Network copy = new Network(chain, network.batch(), network.kernels(), 0);
        for (int l = 0; l < network.parameters().length(); l++) {
            for (int p = 0; p < network.parameters().of(l).size(); p++) {
                copy.parameters()
                        .of(l)
                        .get(p)
                        .copyFrom(network.parameters().of(l).get(p));
            }
        }
        copy.inputs().copyFrom(network.inputs());
        for (int i = 0; i < network.batch(); i++) {
            copy.labels().set(i, network.labels().get(i));
        }
        return copy;
    }
}
