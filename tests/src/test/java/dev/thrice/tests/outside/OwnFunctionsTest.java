package dev.thrice.tests.outside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Activations that are not the engine's, element by element and by kernels, and a function that saves a number a row for its VJP. */
class OwnFunctionsTest {
    private static final int BATCH = 7;
    private static final double NUDGE = 1e-5;

    /** Float32's rounding of values of order 1. */
    private static final double ROUNDING = 2e-6;

    private static final Chain CHAIN = Chain.inputs(3)
            .dense(5, new Snake())
            .then(new Standardisation(5))
            .dense(4, new HalfTanh())
            .values(2);

    private static Network network() {
        Network network = new Network(CHAIN, BATCH, Kernels.select("scalar"), 3);
        SplittableRandom random = new SplittableRandom(4);
        for (Tensor tensor : new Tensor[] {network.inputs(), network.targets()}) {
            for (int i = 0; i < tensor.rows(); i++) {
                for (int j = 0; j < tensor.columns(); j++) {
                    tensor.set(i, j, (float) random.nextDouble(-1, 1));
                }
            }
        }
        return network;
    }

    @Test
    void gradientsThroughThemFollowFiniteDifferences() {
        try (Network network = network()) {
            Engine engine = new Engine(network, new Backpropagation(), new Sequential());
            engine.gradients();
            double[][][] weights = new double[CHAIN.length()][][];
            for (int l = 0; l < weights.length; l++) {
                weights[l] = l == 1 ? null : matrix(network.parameters().weight(l));
            }
            assertEquals(loss(network, weights), network.loss(), ROUNDING);
            for (int l = 0; l < weights.length; l += l == 0 ? 2 : 1) {
                for (int i = 0; i < weights[l].length; i++) {
                    for (int j = 0; j < weights[l][i].length; j++) {
                        double weight = weights[l][i][j];
                        weights[l][i][j] = weight + NUDGE;
                        double up = loss(network, weights);
                        weights[l][i][j] = weight - NUDGE;
                        double slope = (up - loss(network, weights)) / (2 * NUDGE);
                        weights[l][i][j] = weight;
                        assertEquals(slope, engine.gradient().weight(l).get(i, j), ROUNDING, "layer " + l);
                    }
                }
            }
        }
    }

    @Test
    void whatEqualsBackpropagationDoesSoThroughThem() {
        try (Network network = network()) {
            Engine exact = new Engine(network, new Backpropagation(), new Sequential());
            exact.gradients();
            for (LearningAlgorithm twin : new LearningAlgorithm[] {new FixedPrediction(3, 1f), new ZeroDivergence()}) {
                requireSameGradient(exact, new Engine(network, twin, new Sequential()));
            }
        }
    }

    /** Where errors have not arrived, cotangents are those of what the feedforward pass has saved. */
    @Test
    void anyNumberOfWorkersInAnyOrderOfStepsHasTheSameBits() {
        try (Network network = network();
                WorkerTeam team = new WorkerTeam(2)) {
            for (LearningAlgorithm algorithm :
                    new LearningAlgorithm[] {new VariationalPc(2, .5f), new VariationalPc(9, .25f)}) {
                Engine alone = new Engine(network, algorithm, new Sequential());
                alone.gradients();
                for (Executor executor : new Executor[] {new BatchParallel(team), new Wavefront(team)}) {
                    requireSameGradient(alone, new Engine(network, algorithm, executor));
                }
            }
        }
    }

    /** Snake's input and a standard deviation, of 7 samples each: padded rows and the gap behind each. */
    @Test
    void whatIsSavedIsInTheMemoryPlan() {
        Chain frugal = Chain.inputs(3)
                .dense(5, new HalfTanh())
                .then(new DiagonalLayer(5))
                .dense(4, new HalfTanh())
                .values(2);
        long more = MemoryPlan.of(CHAIN, BATCH, new Backpropagation()).activations()
                - MemoryPlan.of(frugal, BATCH, new Backpropagation()).activations();
        long gap = 2048;
        assertEquals(Tensor.allocatedBytes(BATCH, 5) + Tensor.allocatedBytes(BATCH, 1) + 2 * gap, more);
    }

    private static void requireSameGradient(Engine expected, Engine actual) {
        actual.gradients();
        for (int l = 0; l < CHAIN.length(); l++) {
            for (int p = 0; p < expected.gradient().of(l).size(); p++) {
                assertArrayEquals(
                        expected.gradient().of(l).get(p).toArray(),
                        actual.gradient().of(l).get(p).toArray(),
                        actual.algorithm() + ", layer " + l);
            }
        }
    }

    /** The mean loss in float64, from the definitions. */
    private static double loss(Network network, double[][][] weights) {
        double sum = 0;
        for (int s = 0; s < BATCH; s++) {
            double[] snake = affine(network, weights, 0, matrix(network.inputs())[s]);
            for (int j = 0; j < snake.length; j++) {
                snake[j] += Math.pow(Math.sin(snake[j]), 2);
            }
            double[] tanh = affine(network, weights, 2, standardised(snake));
            for (int j = 0; j < tanh.length; j++) {
                tanh[j] = Math.tanh(tanh[j] / 2);
            }
            double[] y = affine(network, weights, 3, tanh);
            for (int j = 0; j < y.length; j++) {
                sum += Math.pow(network.targets().get(s, j) - y[j], 2) / 2;
            }
        }
        return sum / BATCH;
    }

    private static double[] standardised(double[] x) {
        double mean = 0;
        for (double each : x) {
            mean += each / x.length;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = (x[j] - mean) / Math.sqrt(variance);
        }
        return y;
    }

    private static double[] affine(Network network, double[][][] weights, int layer, double[] x) {
        double[] y = matrix(network.parameters().bias(layer))[0];
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += weights[layer][o][i] * x[i];
            }
        }
        return y;
    }

    private static double[][] matrix(Tensor tensor) {
        double[][] matrix = new double[tensor.rows()][tensor.columns()];
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                matrix[i][j] = tensor.get(i, j);
            }
        }
        return matrix;
    }
}
