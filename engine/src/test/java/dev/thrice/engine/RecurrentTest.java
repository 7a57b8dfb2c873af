package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.sequences.RecurrentCell;
import dev.thrice.engine.sequences.RecurrentChain;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An unrolled cell against backpropagation through time in float64, loop by loop. */
class RecurrentTest {
    private static final int STEPS = 5;
    private static final int FEATURES = 3;
    private static final int HIDDEN = 7;
    private static final int CLASSES = 4;
    private static final int BATCH = 6;
    private static final double ROUNDING = 2e-6;

    static Chain chain() {
        return RecurrentChain.classifier(STEPS, FEATURES, HIDDEN, CLASSES);
    }

    /** The mean loss, and its gradient: of W [hidden x (hidden + features)] with b behind each row, and of the last layer likewise. */
    private static final class ThroughTime {
        private final double[][] dw = new double[HIDDEN][HIDDEN + FEATURES + 1];
        private final double[][] dv = new double[CLASSES][HIDDEN + 1];
        private double loss;

        ThroughTime(Network network) {
            double[][] w = withBias(network.parameters().of(1));
            double[][] v = withBias(network.parameters().of(STEPS + 1));
            for (int sample = 0; sample < BATCH; sample++) {
                double[][] seen = new double[STEPS][]; // [h_(t-1), x_t, 1]
                double[] h = new double[HIDDEN];
                for (int t = 0; t < STEPS; t++) {
                    seen[t] = new double[HIDDEN + FEATURES + 1];
                    System.arraycopy(h, 0, seen[t], 0, HIDDEN);
                    for (int j = 0; j < FEATURES; j++) {
                        seen[t][HIDDEN + j] = network.inputs().get(sample, t * FEATURES + j);
                    }
                    seen[t][HIDDEN + FEATURES] = 1;
                    h = times(w, seen[t]);
                    for (int i = 0; i < HIDDEN; i++) {
                        h[i] = Math.tanh(h[i]);
                    }
                }
                double[] top = Arrays.copyOf(h, HIDDEN + 1);
                top[HIDDEN] = 1;
                double[] score = times(v, top);
                double sum = 0;
                for (double each : score) {
                    sum += Math.exp(each);
                }
                int label = network.labels().get(sample);
                loss += (Math.log(sum) - score[label]) / BATCH;
                double[] dh = new double[HIDDEN];
                for (int c = 0; c < CLASSES; c++) {
                    double delta = (Math.exp(score[c]) / sum - (c == label ? 1 : 0)) / BATCH;
                    for (int i = 0; i <= HIDDEN; i++) {
                        dv[c][i] += delta * top[i];
                    }
                    for (int i = 0; i < HIDDEN; i++) {
                        dh[i] += delta * v[c][i];
                    }
                }
                for (int t = STEPS - 1; t >= 0; t--) {
                    double[] below = new double[HIDDEN];
                    double[] state = t == STEPS - 1 ? h : seen[t + 1];
                    for (int i = 0; i < HIDDEN; i++) {
                        double delta = dh[i] * (1 - state[i] * state[i]);
                        for (int j = 0; j < seen[t].length; j++) {
                            dw[i][j] += delta * seen[t][j];
                        }
                        for (int j = 0; j < HIDDEN; j++) {
                            below[j] += delta * w[i][j];
                        }
                    }
                    dh = below;
                }
            }
        }
    }

    private static double[][] withBias(List<Tensor> parameters) {
        Tensor weight = parameters.get(0);
        double[][] all = new double[weight.rows()][weight.columns() + 1];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < weight.columns(); j++) {
                all[i][j] = weight.get(i, j);
            }
            all[i][weight.columns()] = parameters.get(1).get(0, i);
        }
        return all;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    private static void near(double[][] expected, List<Tensor> found) {
        double[][] actual = withBias(found);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertEquals(expected[i][j], actual[i][j], ROUNDING, "[" + i + ", " + j + "]");
            }
        }
    }

    @Test
    void gradientsAddUpOverTime() {
        try (Network network = Networks.fed(chain(), BATCH, 1)) {
            ThroughTime exact = new ThroughTime(network);
            Engine engine = Networks.engine(network, new Backpropagation());
            engine.gradients();
            assertEquals(exact.loss, network.loss(), ROUNDING);
            near(exact.dw, engine.gradient().of(1));
            near(exact.dv, engine.gradient().of(STEPS + 1));
        }
    }

    /** Section 10 where parameters are shared. */
    @Test
    void twinsHaveTheBitsOfBackpropagation() {
        try (Network network = Networks.fed(chain(), BATCH, 3)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            backpropagation.gradients();
            int steps = network.chain().length() - 1;
            for (LearningAlgorithm twin : List.of(
                    new FixedPrediction(steps, 1f), new FixedPredictionClosedForm(steps, 1f), new ZeroDivergence())) {
                Engine engine = Networks.engine(network, twin);
                engine.gradients();
                Vectors.assertSameBits(backpropagation.gradient(), engine.gradient());
            }
        }
    }

    @Test
    void errorsFollowTheArrivalLaw() {
        try (Network network = Networks.fed(chain(), BATCH, 3)) {
            int length = network.chain().length();
            Engine exact = Networks.engine(network, new Backpropagation(true, LossReduction.SUM));
            exact.errors();
            for (int t = 0; t <= length + 1; t++) {
                Engine fpa = Networks.engine(network, new FixedPrediction(t, .5f));
                fpa.errors();
                for (int l = 1; l < length; l++) {
                    double arrived = ArrivalLaw.arrived(length - l, t, .5);
                    Tensor expected = exact.error(l);
                    Tensor found = fpa.error(l);
                    for (int j = 0; j < found.columns(); j++) {
                        assertEquals(arrived * expected.get(0, j), found.get(0, j), ROUNDING, "node " + l);
                    }
                }
            }
        }
    }

    /** Whatever values do, those that are data stay what they are. */
    @Test
    void dataDoNotMove() {
        try (Network network = Networks.fed(chain(), BATCH, 4)) {
            for (LearningAlgorithm algorithm : List.of(new VariationalPc(9, .2f), new IncrementalPc(9, .2f))) {
                Engine engine = Networks.engine(network, algorithm);
                engine.gradients();
                for (int t = 1; t < STEPS; t++) {
                    Tensor value = engine.nodes().value(t + 1);
                    for (int j = 0; j < (STEPS - t) * FEATURES; j++) {
                        assertEquals(network.inputs().get(2, t * FEATURES + j), value.get(2, HIDDEN + j), "step " + t);
                    }
                }
            }
        }
    }

    /** One tensor for all time steps, which a step moves once. */
    @Test
    void parametersAreThereOnceAndMoveOnce() {
        try (Network network = Networks.fed(chain(), BATCH, 5);
                TensorArena arena = TensorArena.open()) {
            Parameters parameters = network.parameters();
            for (int t = 2; t <= STEPS; t++) {
                assertSame(parameters.of(1), parameters.of(t));
            }
            Tensor before = Tensor.allocate(arena, HIDDEN, HIDDEN + FEATURES).copyFrom(parameters.weight(1));
            Engine engine = Networks.engine(network, new Backpropagation());
            new TrainingStep(engine, new Sgd(LearningRates.all(.5f))).run();
            Tensor gradient = engine.gradient().weight(1);
            for (int i = 0; i < HIDDEN; i++) {
                for (int j = 0; j < HIDDEN + FEATURES; j++) {
                    assertEquals(
                            before.get(i, j) - .5f * gradient.get(i, j),
                            parameters.weight(1).get(i, j),
                            1e-6);
                }
            }
        }
        long cell = Tensor.allocatedBytes(HIDDEN, HIDDEN + FEATURES) + Tensor.allocatedBytes(1, HIDDEN);
        long last = Tensor.allocatedBytes(CLASSES, HIDDEN) + Tensor.allocatedBytes(1, CLASSES);
        MemoryPlan plan = MemoryPlan.of(chain(), BATCH, new Backpropagation());
        assertEquals(cell + last, plan.parameters());
        assertEquals(STEPS * cell + last, plan.gradient());
    }

    /** The norm is that of the sum: a step by SGD at rate 1 is as long as what it is clipped to. */
    @Test
    void aClippedStepIsAsLongAsWhatItIsClippedTo() {
        float largest = 1e-2f;
        try (Network network = Networks.fed(chain(), BATCH, 7);
                TensorArena arena = TensorArena.open()) {
            Parameters before = Parameters.zeros(arena, network.chain()).copyFrom(network.parameters());
            Engine engine = Networks.engine(network, new Backpropagation());
            new TrainingStep(engine, new GradientClipping(new Sgd(LearningRates.all(1f)), largest)).run();
            double squares = 0;
            for (int l : new int[] {1, STEPS + 1}) {
                double[][] from = withBias(before.of(l));
                double[][] to = withBias(network.parameters().of(l));
                for (int i = 0; i < from.length; i++) {
                    for (int j = 0; j < from[i].length; j++) {
                        squares += (to[i][j] - from[i][j]) * (to[i][j] - from[i][j]);
                    }
                }
            }
            assertEquals(largest, Math.sqrt(squares), 1e-6);
        }
    }

    /** Whether a sequence of signs has more of one than of the other, which takes a memory of all. */
    @Test
    void itLearnsWhatTakesMemory() {
        try (Network network = Networks.fed(RecurrentChain.classifier(6, 1, 12, 2), 64, 6)) {
            for (int i = 0; i < 64; i++) {
                int ones = 0;
                for (int t = 0; t < 6; t++) {
                    int bit = i >> t & 1;
                    ones += bit;
                    network.inputs().set(i, t, 2 * bit - 1);
                }
                network.labels().set(i, ones > 3 ? 1 : 0);
            }
            network.parameters().initialize(Initialization.ORTHOGONAL, 1);
            TrainingStep step = new TrainingStep(
                    Networks.engine(network, new FixedPrediction(network.chain().length() - 1, 1f)),
                    new Adam(LearningRates.all(.02f)));
            for (int i = 0; i < 300; i++) {
                step.run();
            }
            network.forward();
            assertEquals(64, network.correct(64));
        }
    }

    @Test
    void whatCannotBeSharedOrDividedIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Chain.inputs(9)
                                .then(new RecurrentCell("a", 2, 3, Activation.TANH, 2))
                                .then(new RecurrentCell("a", 1, 3, Activation.TANH, 3))
                                .classes(2))
                .getMessage();
        assertTrue(message.startsWith("chain: layers 0 and 1 share the parameters of a, "), message);
        assertEquals(
                "recurrent cell a: 0 features, 3 hidden units and 2 steps to come, expected at least 1, 1 and 0",
                assertThrows(IllegalArgumentException.class, () -> new RecurrentCell("a", 0, 3, Activation.TANH, 2))
                        .getMessage());
        assertEquals(
                "recurrent chain: 0 steps of 3 features, expected at least 1 of each",
                assertThrows(IllegalArgumentException.class, () -> RecurrentChain.classifier(0, 3, 4, 5))
                        .getMessage());
        try (Network network = Networks.fed(chain(), BATCH, 1)) {
            assertTrue(assertThrows(
                            IllegalArgumentException.class, () -> Networks.engine(network, new ProximalPc(3, .5f, 1f)))
                    .getMessage()
                    .startsWith("IL-prox: RecurrentCell"));
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Stage(chain(), 0, 2))
                .getMessage()
                .endsWith("expected one whose layers share no parameters, since each stage moves its own"));
    }
}
