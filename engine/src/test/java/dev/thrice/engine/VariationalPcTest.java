package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VariationalPcTest {
    /** Float32's rounding of values of order 1, over some dozen contracting steps. */
    private static final double ROUNDING = 5e-6;

    /** Relative, by k: e = x - mu, of order 1 / k, is from values of order 1. */
    private static final double CANCELLATION = 1e-6;

    @Property(tries = 30)
    void valuesFollowTheReference(
            @ForAll @IntRange(min = 2, max = 24) int chainLength,
            @ForAll @IntRange(max = 30) int steps,
            @ForAll boolean skips,
            @ForAll long seed) {
        float[] precisions = new float[chainLength];
        double[] same = new double[chainLength];
        for (int l = 0; l < chainLength; l++) {
            precisions[l] = .5f + .25f * (l % 4);
            same[l] = precisions[l];
        }
        try (Network network = skips ? Networks.skipping(chainLength, 3, seed) : Networks.mixed(chainLength, 3, seed)) {
            Engine engine = Networks.engine(network, new VariationalPc(steps, .125f).with(Precisions.each(precisions)));
            engine.errors();
            Reference reference = new Reference(network);
            for (int s = 0; s < 3; s++) {
                Reference.State state = reference.feedforward(s);
                for (int t = 0; t < steps; t++) {
                    reference.step(s, state, .125, same, false);
                }
                Assume.that(reference.kinkDistance > ROUNDING);
                for (int l = 1; l < chainLength; l++) {
                    Vectors.assertNear(state.x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                    Vectors.assertNear(state.e[l], engine.error(l).rows(s, 1), ROUNDING);
                }
            }
        }
    }

    /** dF/dx and dF/dtheta of the reference are F's central differences, and the engine's gradient is the reference's. */
    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfTheFreeEnergy(Networks.Kind kind) {
        int length = 4;
        int steps = 40;
        double step = 1e-5;
        try (Network network = Networks.of(kind, length, 1, 5)) {
            Reference reference = new Reference(network);
            double[] precisions = reference.hiddenPrecision(2);
            Reference.State state = reference.feedforward(0);
            for (int t = 0; t < steps; t++) {
                reference.step(0, state, .1f, precisions, false);
            }
            for (int l = 1; l < length; l++) {
                double[] gradient = reference.energyGradient(state, l, precisions);
                for (int i = 0; i < gradient.length; i++) {
                    assertEquals(difference(reference, state, precisions, state.x[l], i, step), gradient[i], 1e-8);
                }
            }
            Engine engine = Networks.engine(network, new VariationalPc(steps, .1f).with(Precisions.hidden(2)));
            engine.gradients();
            for (int l = 0; l < length; l++) {
                double[][] gradient = reference.parameterGradient(state, l, precisions[l]);
                for (int o = 0; o < gradient.length; o++) {
                    int inputs = gradient[o].length - 1;
                    for (int i = 0; i < inputs; i++) {
                        double slope = difference(reference, state, precisions, reference.weights[l][o], i, step);
                        assertEquals(slope, gradient[o][i], 1e-8);
                        assertEquals(slope, engine.gradient().weight(l).get(o, i), ROUNDING);
                    }
                    double slope = difference(reference, state, precisions, reference.biases[l], o, step);
                    assertEquals(slope, gradient[o][inputs], 1e-8);
                    assertEquals(slope, engine.gradient().bias(l).get(0, o), ROUNDING);
                }
            }
        }
    }

    @Test
    void theFreeEnergyFalls() {
        try (Network network = Networks.mixed(8, 10, 3)) {
            EnergyTrace trace = EnergyTrace.of(Networks.engine(network, new VariationalPc(60, .1f)));
            for (int t = 1; t <= 60; t++) {
                double before = trace.freeEnergy(t - 1);
                assertTrue(trace.freeEnergy(t) <= before * (1 + 1e-6), "step " + t); // float32's rounding of F
            }
            assertTrue(trace.freeEnergy(60) < .95 * trace.freeEnergy(0));
        }
    }

    /** Result 2: fixed predictions leave the gradient of F, and F can rise on their path. */
    @Test
    void fixedPredictionsFollowNoGradientOfTheFreeEnergy() {
        int length = 6;
        try (Network network = Networks.tanh(length, 1, 8)) {
            Reference reference = new Reference(network);
            for (double[][] matrix : reference.weights) {
                for (double[] row : matrix) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] *= 4; // far from linear, so that predictions would have moved
                    }
                }
            }
            double[] ones = reference.ones();
            Reference.State state = reference.feedforward(0);
            double lowest = 1;
            int rises = 0;
            double energy = reference.freeEnergy(0, state.x, ones);
            for (int t = 0; t < 40; t++) {
                Reference.State free = reference.feedforward(0);
                System.arraycopy(state.x, 0, free.x, 0, length);
                reference.compare(0, free);
                double dot = 0;
                double square = 0;
                double otherSquare = 0;
                for (int l = 1; l < length; l++) {
                    double[] fixedStep = reference.energyGradient(state, l, ones);
                    double[] gradient = reference.energyGradient(free, l, ones);
                    dot += Vectors.dot(fixedStep, gradient);
                    square += Vectors.dot(fixedStep, fixedStep);
                    otherSquare += Vectors.dot(gradient, gradient);
                }
                lowest = Math.min(lowest, dot / Math.sqrt(square * otherSquare));
                reference.step(0, state, .2, ones, true);
                double next = reference.freeEnergy(0, state.x, ones);
                rises += next > energy ? 1 : 0;
                energy = next;
            }
            assertTrue(lowest < .9, "cosine never below " + lowest);
            assertTrue(rises > 0, "F never rose");
        }
    }

    /** With unit precisions F* = 1/2 r^T S^-1 r (section 10). */
    @Test
    void aLinearChainHasItsClosedFormEquilibrium() {
        try (Network network = Networks.linear(4, 7, 5, 6, 4, 3)) {
            Engine engine = Networks.engine(network, new VariationalPc(4000, .2f).withTolerance(1e-6));
            EnergyTrace trace = EnergyTrace.of(engine);
            Reference reference = new Reference(network);
            double energy = 0;
            for (int s = 0; s < 4; s++) {
                double[] r = reference.feedforward(s).e[3];
                double[] e = LinearChain.outputErrorAtEquilibrium(reference, s);
                energy += Vectors.dot(r, e) / 2;
                Vectors.assertClose(new double[][] {e}, engine.error(3).rows(s, 1), 1e-5, "e_L");
            }
            assertEquals(energy, trace.freeEnergy(trace.steps()), 1e-5 * energy);
            assertTrue(trace.steps() < 4000, "did not converge");
        }
    }

    /** With the output where the feedforward pass puts it, that pass is the minimum: nothing moves, to the bit. */
    @Test
    void withTheOutputFreeNothingMoves() {
        try (Network network = Networks.linear(5, 2, 4, 7, 6, 3)) {
            network.targets().copyFrom(network.activation(3));
            Engine engine = Networks.engine(network, new VariationalPc(10, .5f));
            engine.errors();
            for (int l = 1; l < 3; l++) {
                assertArrayEquals(
                        network.activation(l).toArray(), engine.nodes().value(l).toArray());
                assertTrue(Vectors.isZero(engine.error(l)));
            }
        }
    }

    /** e_l(t) = gamma^k g_l when it arrives, t = k = L - l; with precisions, times their ratio. */
    @Test
    void errorsArriveAsBackpropagationsScaled() {
        int length = 6;
        try (Network network = Networks.tanh(length, 4, 19)) {
            Reference reference = new Reference(network);
            for (int l = 1; l < length; l++) {
                Engine engine = Networks.engine(network, new VariationalPc(length - l, .25f));
                engine.errors();
                double[][] expected = new double[4][];
                for (int s = 0; s < 4; s++) {
                    expected[s] = reference.backpropagated(s).e[l];
                    for (int i = 0; i < expected[s].length; i++) {
                        expected[s][i] *= Math.pow(.25, length - l);
                    }
                }
                Vectors.assertClose(expected, engine.error(l), 2e-6, "e_" + l);
            }
        }
    }

    /** The relative error of the update falls as 1 / k, in float64 over four decades, in float32 over what it can hold. */
    @Test
    void theInfiniteVarianceLimitIsBackpropagationAsOneOverK() {
        try (Network network = Networks.tanh(5, 4, 41)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            backpropagation.gradients();
            double[] errors = new double[5];
            double[] displacements = new double[5];
            for (int i = 0; i < 5; i++) {
                float k = (float) Math.pow(10, i);
                errors[i] = referenceError(new Reference(network), k, 300, .2f);
                Engine engine = Networks.engine(network, VariationalPc.infiniteVariance(300, .2f, k));
                engine.gradients();
                double measured = GradientComparison.of(engine.gradient(), backpropagation.gradient())
                        .whole()
                        .relativeError();
                displacements[i] = EnergyTrace.displacement(engine, 4);
                assertEquals(errors[i], measured, 1e-4 * errors[i] + CANCELLATION * k, "k = " + k);
            }
            for (int i = 2; i < 5; i++) {
                assertEquals(-1, Math.log10(errors[i] / errors[i - 1]), i == 2 ? .3 : .05, "slope at 1e" + i);
                assertEquals(-1, Math.log10(displacements[i] / displacements[i - 1]), .2, "displacement at 1e" + i);
            }
        }
    }

    /**
     * The sizes that section 10 tells. How fast the error falls with k depends on the net, on the slope of its outputs by its
     * hidden values; so one number is chosen, a factor of all weights, such that the error is .00135 at k = 1e4 (by bisection; the
     * seed is one of a few that were tried). The other four then follow, each in another regime: at k = 1e3 the law c / k, to
     * c / k = 1.4 %; below, what is not linear any more, which in random nets of this kind differs by some 5 %.
     */
    @Test
    void theInfiniteVarianceLimitHasTheSizesOfARandomNet() {
        double[] sizes = {.99, .66, .13, .0135, .00135};
        double[] tolerances = {.05, .05, .05, .014, .014};
        try (Network network = Networks.fed(tanhThenIdentity(4, 6), 4, 3)) {
            for (int l = 0; l < 4; l++) {
                Tensor weight = network.parameters().weight(l);
                network.kernels().axpby(2.7475f, weight, 0f, weight);
            }
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            backpropagation.gradients();
            Reference reference = new Reference(network);
            double lastCosine = 0;
            for (int i = 0; i < 5; i++) {
                float k = (float) Math.pow(10, i);
                double error = referenceError(reference, k, 4000, .0625);
                assertEquals(sizes[i], error, tolerances[i] * sizes[i], "k = " + k);
                Engine engine = Networks.engine(network, VariationalPc.infiniteVariance(4000, .0625f, k));
                engine.gradients();
                GradientComparison.Distance update = GradientComparison.of(
                                engine.gradient(), backpropagation.gradient())
                        .whole();
                assertEquals(error, update.relativeError(), 1e-4 * error + CANCELLATION * k, "k = " + k);
                // |u - g| <= error |g| leaves no more of an angle than asin(error)
                assertTrue(update.cosine() >= Math.sqrt(1 - Math.min(1, error * error)) - ROUNDING, update::toString);
                assertTrue(update.cosine() > lastCosine - ROUNDING, update::toString);
                lastCosine = update.cosine();
            }
            assertEquals(1, lastCosine, ROUNDING);
        }
    }

    private static Chain tanhThenIdentity(int chainLength, int width) {
        List<ElementaryFunction> layers = new ArrayList<>();
        for (int l = 0; l < chainLength; l++) {
            layers.add(new DenseLayer(width, width, l < chainLength - 1 ? Activation.TANH : Activation.IDENTITY));
        }
        return new Chain(layers, Loss.SQUARED_ERROR);
    }

    /** The mean over a batch of B instead of the sum: an output precision of 1 / B. */
    @Test
    void theMeanLossIsAnOutputPrecision() {
        int batch = 8;
        try (Network network = Networks.tanh(4, batch, 6)) {
            Engine mean = Networks.engine(network, new VariationalPc(20, .2f).with(LossReduction.MEAN));
            Engine precise =
                    Networks.engine(network, new VariationalPc(20, .2f).with(Precisions.each(1f, 1f, 1f, 1f / batch)));
            Engine sum = Networks.engine(network, new VariationalPc(20, .2f));
            Engine exact = Networks.engine(network, new Backpropagation());
            mean.gradients();
            precise.gradients();
            sum.gradients();
            exact.gradients();
            for (int l = 1; l < 4; l++) {
                Vectors.assertClose(
                        Reference.matrix(precise.nodes().value(l)), mean.nodes().value(l), 1e-6, "x_" + l);
            }
            assertTrue(cosine(mean, exact) > cosine(sum, exact), "the trap: it looks like backpropagation");
        }
    }

    @Test
    void itEndsWhenItHasConvergedButNotBeforeErrorsHaveArrived() {
        try (Network network = Networks.tanh(9, 4, 2)) {
            Engine engine = Networks.engine(network, new VariationalPc(5000, .3f).withTolerance(1e-3));
            engine.errors();
            int taken = engine.stepsTaken();
            assertTrue(taken > 8 && taken < 5000, taken + " steps");
            Engine loose = Networks.engine(network, new VariationalPc(5000, .3f).withTolerance(.999));
            loose.errors();
            assertTrue(loose.stepsTaken() >= 8, "ended after " + loose.stepsTaken());
        }
    }

    @Test
    void divergenceIsReported() {
        try (Network network = Networks.linear(3, 5, 6, 8, 8, 4)) {
            network.parameters().of(1).forEach(tensor -> tensor.fill(.9f));
            network.parameters().of(2).forEach(tensor -> tensor.fill(.9f));
            Engine engine = Networks.engine(network, new VariationalPc(50, 1.5f).withRisesAllowed(4));
            DivergenceException e = assertThrows(DivergenceException.class, engine::errors);
            assertTrue(e.getMessage().contains("F rose in 4 steps in a row"), e.getMessage());
            Networks.engine(network, new VariationalPc(50, .01f).withRisesAllowed(4))
                    .errors();
        }
    }

    private static double cosine(Engine engine, Engine reference) {
        return GradientComparison.of(engine.gradient(), reference.gradient())
                .whole()
                .cosine();
    }

    /** Of the converged update to backpropagation's, over all samples and parameters. */
    private static double referenceError(Reference reference, double k, int steps, double stepSize) {
        double[] precisions = reference.hiddenPrecision(k);
        double difference = 0;
        double square = 0;
        Reference.State[] converged = new Reference.State[reference.batch];
        Reference.State[] exact = new Reference.State[reference.batch];
        for (int s = 0; s < reference.batch; s++) {
            exact[s] = reference.backpropagated(s);
            converged[s] = reference.feedforward(s);
            for (int t = 0; t < steps; t++) {
                reference.step(s, converged[s], stepSize / k, precisions, false);
            }
        }
        for (int l = 0; l < reference.length; l++) {
            double[][] sum = new double[reference.weights[l].length][reference.weights[l][0].length + 1];
            double[][] exactSum = new double[sum.length][sum[0].length];
            for (int s = 0; s < reference.batch; s++) {
                double[][] one = reference.parameterGradient(converged[s], l, precisions[l]);
                double[][] other = reference.parameterGradient(exact[s], l, 1);
                for (int i = 0; i < sum.length; i++) {
                    for (int j = 0; j < sum[i].length; j++) {
                        sum[i][j] += one[i][j];
                        exactSum[i][j] += other[i][j];
                    }
                }
            }
            for (int i = 0; i < sum.length; i++) {
                for (int j = 0; j < sum[i].length; j++) {
                    difference += Math.pow(sum[i][j] - exactSum[i][j], 2);
                    square += Math.pow(exactSum[i][j], 2);
                }
            }
        }
        return Math.sqrt(difference / square);
    }

    private static double difference(
            Reference reference, Reference.State state, double[] precisions, double[] where, int i, double step) {
        double value = where[i];
        where[i] = value + step;
        double up = reference.freeEnergy(0, state.x, precisions);
        where[i] = value - step;
        double down = reference.freeEnergy(0, state.x, precisions);
        where[i] = value;
        return (up - down) / (2 * step);
    }
}
