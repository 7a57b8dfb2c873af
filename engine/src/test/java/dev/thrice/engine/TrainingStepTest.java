package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Inside;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {
    private static final float RATE = .05f;
    private static final Optimizer[] OPTIMIZERS = {
        new Sgd(LearningRates.all(RATE)), new Momentum(LearningRates.all(RATE), .9f), new Adam(LearningRates.all(RATE))
    };

    /** One optimizer after the other for some steps, each parameter against PyTorch's formulas in float64. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void optimizersFollowTheirFormulas(int which) {
        try (Network network = Networks.tanh(4, 6, 2)) {
            Engine engine = Networks.engine(network, new Backpropagation());
            TrainingStep step = new TrainingStep(engine, OPTIMIZERS[which]);
            List<Tensor> parameters = tensors(network);
            List<double[][]> expected = new ArrayList<>();
            List<double[][][]> moments = new ArrayList<>();
            for (Tensor tensor : parameters) {
                expected.add(Reference.matrix(tensor));
                moments.add(new double[2][tensor.rows()][tensor.columns()]);
            }
            for (int t = 1; t <= 5; t++) {
                step.run();
                int index = 0;
                for (int l = 0; l < 4; l++) {
                    for (Tensor gradient : engine.gradient().of(l)) {
                        follow(which, t, Reference.matrix(gradient), expected.get(index), moments.get(index));
                        index++;
                    }
                }
            }
            for (int i = 0; i < parameters.size(); i++) {
                Vectors.assertClose(expected.get(i), parameters.get(i), 1e-5, "parameter " + i);
            }
        }
    }

    private static void follow(int which, int t, double[][] g, double[][] theta, double[][][] moments) {
        double rate = RATE;
        for (int i = 0; i < g.length; i++) {
            for (int j = 0; j < g[i].length; j++) {
                double m = moments[0][i][j];
                double v = moments[1][i][j];
                switch (which) {
                    case 0 -> theta[i][j] -= rate * g[i][j];
                    case 1 -> {
                        m = .9f * m + g[i][j];
                        theta[i][j] -= rate * m;
                    }
                    default -> {
                        m = .9 * m + .1 * g[i][j];
                        v = .999 * v + .001 * g[i][j] * g[i][j];
                        double root = Math.sqrt(v / (1 - Math.pow(.999, t)));
                        theta[i][j] -= rate * m / (1 - Math.pow(.9, t)) / (root + 1e-8);
                    }
                }
                moments[0][i][j] = m;
                moments[1][i][j] = v;
            }
        }
    }

    /** FPA with SGD is backpropagation with a(L - l, T) times the learning rate in layer l - 1 (section 5). */
    @Test
    void fixedPredictionIsBackpropagationWithOtherLearningRates() {
        int length = 5;
        int inference = 6;
        float stepSize = .5f;
        float[] rates = new float[length];
        for (int l = 1; l <= length; l++) {
            rates[l - 1] = (float) (RATE * ArrivalLaw.arrived(length - l, inference, stepSize));
        }
        try (Network one = Networks.tanh(length, 8, 4);
                Network other = Networks.tanh(length, 8, 4)) {
            LearningAlgorithm fpa = new FixedPrediction(inference, stepSize);
            TrainingStep slow = new TrainingStep(Networks.engine(one, fpa), OPTIMIZERS[0]);
            TrainingStep exact =
                    new TrainingStep(Networks.engine(other, new Backpropagation()), new Sgd(LearningRates.each(rates)));
            for (int i = 0; i < 10; i++) {
                slow.run();
                exact.run();
            }
            for (int l = 0; l < length; l++) {
                Vectors.assertClose(
                        Reference.matrix(other.parameters().weight(l)),
                        one.parameters().weight(l),
                        1e-6,
                        "layer " + l);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void anyNumberOfWorkersTrainsToTheSameBits(int workers) {
        for (Optimizer optimizer : OPTIMIZERS) {
            for (LearningAlgorithm algorithm : ExecutorsTest.ALGORITHMS) {
                Chain chain = Chain.multilayerPerceptron(20, 3, 13, 10);
                try (Network one = Networks.fed(chain, 40, 6);
                        Network other = Networks.fed(chain, 40, 6);
                        WorkerTeam team = new WorkerTeam(workers)) {
                    TrainingStep alone = new TrainingStep(Networks.engine(one, algorithm), optimizer);
                    TrainingStep together =
                            new TrainingStep(new Engine(other, algorithm, new BatchParallel(team)), optimizer);
                    for (int i = 0; i < 4; i++) {
                        assertEquals(alone.run(), together.run());
                    }
                    Vectors.assertSameBits(one.parameters(), other.parameters());
                }
            }
        }
    }

    @Test
    void trainingLowersTheLoss() {
        for (LearningAlgorithm algorithm : ExecutorsTest.ALGORITHMS) {
            try (Network network = Networks.fed(Chain.multilayerPerceptron(10, 2, 20, 4), 16, 9)) {
                TrainingStep step = new TrainingStep(Networks.engine(network, algorithm), OPTIMIZERS[1]);
                double first = step.run();
                double last = first;
                for (int i = 0; i < 200; i++) {
                    last = step.run();
                }
                assertTrue(last < first / 4, algorithm + ": " + first + " -> " + last);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, NaN or infinity in the inputs",
        "Infinity, NaN or infinity in the inputs",
        "1e30, NaN or infinity in the output of layer 2"
    })
    void whatIsNotFiniteIsNamedAndNothingIsLearned(float input, String blamed) {
        for (int workers : new int[] {1, 2}) {
            try (Network network = Networks.linear(30, 3, 5, 7, 6, 4);
                    WorkerTeam team = new WorkerTeam(workers)) {
                TrainingStep step = new TrainingStep(
                        new Engine(network, new Backpropagation(), new BatchParallel(team)), OPTIMIZERS[1]);
                step.run();
                network.parameters().weight(1).fill(1e5f);
                network.parameters().weight(2).fill(1e5f);
                float[][] before = copies(network);
                network.inputs().set(3, 1, input);
                DivergenceException e = assertThrows(DivergenceException.class, step::run);
                assertEquals(
                        "training step 2: " + blamed
                                + ", expected finite numbers; the parameters are those of the step before",
                        e.getMessage());
                assertArrayEquals(before, copies(network));
            }
        }
    }

    @Test
    void workersTakeNoMoreMemoryWhileTheyTrain() {
        Optimizer optimizer = new Momentum(LearningRates.all(.001f), .9f);
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (LearningAlgorithm algorithm : ExecutorsTest.ALGORITHMS) {
                try (Network network = Networks.fed(Networks.savingChain(20, 5, 16, 10), 40, 1)) {
                    MemoryPlan plan = MemoryPlan.of(network.chain(), network.batch(), algorithm, optimizer);
                    new TrainingStep(new Engine(network, algorithm, new BatchParallel(team)), optimizer).run();
                    assertEquals(plan.total(), Inside.allocatedBytes(network), algorithm::toString);
                }
            }
        }
    }

    @Test
    void theMemoryIsKnownBeforehand() {
        for (LearningAlgorithm algorithm : ExecutorsTest.ALGORITHMS) {
            for (Optimizer optimizer : OPTIMIZERS) {
                for (Network network : new Network[] {
                    Networks.skipping(algorithm.takesSkips() ? 9 : 1, 7, 3),
                    Networks.tanh(5, 7, 3),
                    Networks.of(Networks.Kind.SAVING, 5, 7, 3),
                    Networks.linear(3, 1, 17, 33, 5),
                    Networks.mixed(1, 2, 8)
                }) {
                    MemoryPlan plan = MemoryPlan.of(network.chain(), network.batch(), algorithm, optimizer);
                    new TrainingStep(Networks.engine(network, algorithm), optimizer);
                    assertEquals(plan.total(), Inside.allocatedBytes(network));
                    network.close();
                }
            }
        }
    }

    @Test
    void badNumbersAreRefused() {
        Class<IllegalArgumentException> refused = IllegalArgumentException.class;
        for (float bad : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(refused, () -> LearningRates.all(bad));
            assertThrows(refused, () -> LearningRates.each(1f, bad));
        }
        assertThrows(refused, () -> new Momentum(LearningRates.all(1), 1f));
        assertThrows(refused, () -> new Adam(LearningRates.all(1), 1, .9, 0));
        try (Network network = Networks.tanh(3, 2, 1)) {
            Engine engine = Networks.engine(network, new VariationalPc(1, 1));
            assertThrows(refused, () -> new TrainingStep(engine, new Sgd(LearningRates.each(1f, 1f))));
        }
        assertThrows(refused, () -> new Network(Chain.multilayerPerceptron(3, 1, 2, 2), 0, Kernels.select(), 1));
    }

    private static List<Tensor> tensors(Network network) {
        List<Tensor> tensors = new ArrayList<>();
        for (int l = 0; l < network.parameters().length(); l++) {
            tensors.addAll(network.parameters().of(l));
        }
        return tensors;
    }

    private static float[][] copies(Network network) {
        return tensors(network).stream().map(Tensor::toArray).toArray(float[][]::new);
    }
}
