package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to equal backpropagation, how, and what must not. */
class TwinsTest {
    private static final LossReduction SUM = LossReduction.SUM;

    @Property(tries = 40)
    void twinsHaveTheBitsOfBackpropagation(
            @ForAll @IntRange(min = 1, max = 24) int chainLength,
            @ForAll @IntRange(min = 1, max = 20) int batch,
            @ForAll @IntRange(max = 3) int extraSteps,
            @ForAll Networks.Kind kind,
            @ForAll long seed) {
        try (Network network = Networks.of(kind, chainLength, batch, seed);
                WorkerTeam alone = new WorkerTeam(1)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            backpropagation.gradients();
            int steps = chainLength - 1 + extraSteps;
            GaussSeidel sweeps = new GaussSeidel(alone);
            Engine[] twins = {
                Networks.engine(network, new FixedPrediction(steps, 1f)),
                Networks.engine(network, new FixedPredictionClosedForm(steps, 1f)),
                Networks.engine(network, new ZeroDivergence()),
                new Engine(network, new Backpropagation(), sweeps),
                new Engine(network, new FixedPrediction(1 + extraSteps, 1f), sweeps),
                new Engine(network, new ZeroDivergence(), sweeps)
            };
            for (Engine twin : twins) {
                twin.gradients();
                Vectors.assertSameBits(backpropagation.gradient(), twin.gradient());
            }
        }
    }

    /** e_l(t) = P[Binomial(t, gamma) >= L - l] g_l, to float32's rounding, for over-relaxation too. */
    @ParameterizedTest
    @CsvSource({"1, TANH", ".5, TANH", ".2, TANH", "1.3, TANH", ".5, SAVING", "1.3, SAVING"})
    void errorsFollowTheArrivalLaw(float stepSize, Networks.Kind kind) {
        int length = 7;
        try (Network network = Networks.of(kind, length, 5, 13)) {
            Engine exact = Networks.engine(network, new Backpropagation(true, SUM));
            exact.errors();
            for (int t = 0; t <= 12; t++) {
                Engine fpa = Networks.engine(network, new FixedPrediction(t, stepSize));
                Engine closed = Networks.engine(network, new FixedPredictionClosedForm(t, stepSize));
                fpa.errors();
                closed.errors();
                for (int l = 1; l < length; l++) {
                    double[][] g = Reference.matrix(exact.error(l));
                    double norm = norm(g);
                    double[][] expected = scaled(ArrivalLaw.arrived(length - l, t, stepSize), g);
                    assertNear(expected, fpa, l, 1e-5 * norm);
                    assertNear(expected, closed, l, 1e-5 * norm);
                }
            }
        }
    }

    /** Published as a formula; here against the sum over paths it stands for, in the x-form the paper has. */
    @Test
    void errorsAreThoseOfTheLiteralForm() {
        try (Network network = Networks.mixed(6, 3, 31)) {
            Reference reference = new Reference(network);
            Engine fpa = Networks.engine(network, new FixedPrediction(9, .3f));
            fpa.errors();
            for (int s = 0; s < 3; s++) {
                Reference.State state = reference.feedforward(s);
                for (int t = 0; t < 9; t++) {
                    reference.step(s, state, .3f, reference.ones(), true);
                }
                for (int l = 1; l < 6; l++) {
                    Vectors.assertClose(
                            new double[][] {state.e[l]}, fpa.error(l).rows(s, 1), 1e-5, "e_" + l);
                }
            }
        }
    }

    /** With gamma other than 1, Z-IL's gradient of f_(l-1) is gamma^(L-l) times backpropagation's, exactly. */
    @ParameterizedTest
    @CsvSource({"3, .5, TANH", "6, .5, TANH", "6, 1.5, TANH", "9, .25, TANH", "6, .5, SAVING"})
    void aStepSizeOtherThanOneScalesZIl(int chainLength, float stepSize, Networks.Kind kind) {
        try (Network network = Networks.of(kind, chainLength, 6, chainLength)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            Engine scaled = Networks.engine(network, new ZeroDivergence(stepSize, true, 0, SUM));
            backpropagation.gradients();
            scaled.gradients();
            for (int l = 1; l <= chainLength; l++) {
                double factor = Math.pow(stepSize, chainLength - l);
                double[][] expected = scaled(
                        factor, Reference.matrix(backpropagation.gradient().weight(l - 1)));
                Vectors.assertClose(expected, scaled.gradient().weight(l - 1), 1e-6, "layer " + (l - 1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, -1", "false, 0"})
    void withoutItsStartOrItsMomentZIlIsNotBackpropagation(boolean fromFeedforward, int delay) {
        try (Network network = Networks.tanh(5, 6, 3)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            Engine ablated = Networks.engine(network, new ZeroDivergence(1f, fromFeedforward, delay, SUM));
            backpropagation.gradients();
            ablated.gradients();
            GradientComparison comparison = GradientComparison.of(ablated.gradient(), backpropagation.gradient());
            assertTrue(comparison.whole().relativeError() > .01, comparison.whole()::toString);
        }
    }

    /** Theorem 1: node l's error is exactly zero for t < L - l and first nonzero at t = L - l. */
    @ParameterizedTest
    @ValueSource(floats = {1f, .5f, .2f, 1.5f})
    void errorsArriveWhenTheoremOneSays(float stepSize) {
        int length = 6;
        try (Network network = Networks.tanh(length, 5, 11)) {
            for (int t = 0; t < length; t++) {
                for (LearningAlgorithm algorithm : new LearningAlgorithm[] {
                    new FixedPrediction(t, stepSize),
                    new VariationalPc(t, stepSize),
                    new ZeroDivergence(stepSize, true, t - length + 1, SUM)
                }) {
                    Engine engine = Networks.engine(network, algorithm);
                    engine.errors();
                    for (int l = 1; l <= length - t; l++) { // the nodes at the front and those before it
                        assertEquals(t < length - l, Vectors.isZero(engine.error(l)), algorithm + " node " + l);
                    }
                }
            }
        }
    }

    /** One sweep of Gauss-Seidel carries an error the whole way: e_l = gamma^(L-l) g_l. */
    @Test
    void oneSweepCarriesAnErrorTheWholeWay() {
        int length = 8;
        try (Network network = Networks.mixed(length, 9, 17);
                WorkerTeam team = new WorkerTeam(2)) {
            Engine exact = Networks.engine(network, new Backpropagation(true, SUM));
            Engine swept = new Engine(network, new FixedPrediction(1, .5f), new GaussSeidel(team));
            exact.errors();
            swept.errors();
            for (int l = 1; l < length; l++) {
                double[][] expected = scaled(Math.pow(.5, length - l), Reference.matrix(exact.error(l)));
                Vectors.assertClose(expected, swept.error(l), 1e-6, "e_" + l);
            }
        }
    }

    /** The loss is summed, not averaged, during inference: what else is in the batch does not matter, to the bit. */
    @ParameterizedTest
    @EnumSource
    void aSamplesErrorsDoNotDependOnItsBatch(Networks.Kind kind) {
        try (Network network = Networks.of(kind, 5, 6, 21)) {
            for (LearningAlgorithm algorithm :
                    new LearningAlgorithm[] {new FixedPrediction(7, .3f), new VariationalPc(7, .3f)}) {
                Engine engine = Networks.engine(network, algorithm);
                engine.errors();
                float[] values = engine.nodes().value(2).rows(4, 1).toArray();
                float[] errors = engine.error(2).rows(4, 1).toArray();
                network.inputs().rows(0, 4).fill(.7f);
                network.labels().set(5, 0);
                engine.errors();
                assertArrayEquals(values, engine.nodes().value(2).rows(4, 1).toArray());
                assertArrayEquals(errors, engine.error(2).rows(4, 1).toArray());
            }
        }
    }

    private static void assertNear(double[][] expected, Engine engine, int node, double tolerance) {
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                difference += Math.pow(engine.error(node).get(i, j) - expected[i][j], 2);
            }
        }
        assertTrue(Math.sqrt(difference) <= tolerance, () -> engine.algorithm() + " node " + node);
    }

    private static double norm(double[][] matrix) {
        double sum = 0;
        for (double[] row : matrix) {
            sum += Vectors.dot(row, row);
        }
        return Math.sqrt(sum);
    }

    private static double[][] scaled(double factor, double[][] matrix) {
        for (double[] row : matrix) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= factor;
            }
        }
        return matrix;
    }
}
