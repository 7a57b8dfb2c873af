package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Scaling;
import dev.thrice.learn.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final Chain SMALL = Chain.multilayerPerceptron(2, 1, 8, 2);

    static List<LearningAlgorithm> algorithms() {
        return List.of(
                new Backpropagation(),
                new FixedPrediction(1, 1f),
                new FixedPredictionClosedForm(1, 1f),
                new VariationalPc(8, .3f),
                new ZeroDivergence(),
                new IncrementalPc(4, .3f),
                new ErrorPc(4, .3f),
                new ProximalPc(8, .3f, 2f));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithmLearnsExclusiveOr(LearningAlgorithm algorithm) {
        Dataset data = Problems.xor(16, 1);
        Optimizer optimizer = algorithm instanceof ProximalPc ? new Sgd(1f) : new Adam(.02f);
        Function<WorkerTeam, Executor> order = algorithm instanceof ErrorPc ? GaussSeidel::new : BatchParallel::new;
        try (Model model = Model.of(SMALL, 3)) {
            Trainer trainer = model.trainer(algorithm, optimizer).batch(8).executor(order);
            List<Epoch> epochs = trainer.fit(data, 60);
            assertEquals(60, epochs.size());
            assertTrue(epochs.getLast().loss() < .5 * epochs.getFirst().loss(), epochs::toString);
            assertEquals(1, model.evaluate(Problems.xor(16, 2)).accuracy());
        }
    }

    @Test
    void aSpiralIsLearned() {
        Dataset data = Problems.spiral(80, 1);
        try (Model model = Model.of(Chain.multilayerPerceptron(2, 2, 32, 3), 1)) {
            model.trainer(new FixedPrediction(2, 1f), new Adam(.01f, Schedule.cosine(80)))
                    .fit(data, 80);
            assertTrue(model.evaluate(Problems.spiral(50, 2)).accuracy() > .95);
        }
    }

    /** What gradient descent tends to is the solution of the normal equations, here by Gauss's elimination in float64. */
    @Test
    void aLinearRegressionIsLeastSquares() {
        Dataset data = Problems.linear(64, 5);
        Chain chain = new Chain(List.of(new DenseLayer(3, 2, Activation.IDENTITY)), Loss.SQUARED_ERROR);
        try (Model model = Model.of(chain, 1)) {
            model.trainer(new Backpropagation(), new Sgd(.5f)).batch(64).fit(data, 400);
            double[][] expected = leastSquares(data);
            for (int value = 0; value < 2; value++) {
                for (int j = 0; j < 3; j++) {
                    assertEquals(
                            expected[value][j], model.parameters().weight(0).get(value, j), 1e-5);
                }
                assertEquals(expected[value][3], model.parameters().bias(0).get(0, value), 1e-5);
            }
            assertTrue(model.evaluate(data).r2() > .99);
        }
    }

    /** Coefficients of the features, and then the intercept, for each value. */
    private static double[][] leastSquares(Dataset data) {
        int n = data.features() + 1;
        double[][] solutions = new double[data.values()][];
        for (int value = 0; value < solutions.length; value++) {
            double[][] m = new double[n][n + 1];
            for (int i = 0; i < data.count(); i++) {
                for (int j = 0; j < n; j++) {
                    for (int k = 0; k < n; k++) {
                        m[j][k] += extended(data, i, j) * extended(data, i, k);
                    }
                    m[j][n] += extended(data, i, j) * data.value(i, value);
                }
            }
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    double factor = m[i][j] / m[j][j];
                    for (int k = j; k <= n && i != j; k++) {
                        m[i][k] -= factor * m[j][k];
                    }
                }
            }
            solutions[value] =
                    IntStream.range(0, n).mapToDouble(j -> m[j][n] / m[j][j]).toArray();
        }
        return solutions;
    }

    private static double extended(Dataset data, int example, int feature) {
        return feature < data.features() ? data.feature(example, feature) : 1;
    }

    @Test
    void epochsAreToldAsTheyAreMade() {
        List<String> told = new ArrayList<>();
        Dataset data = Problems.xor(5, 1); // 20 examples: two batches of 8, and 4 left out
        try (Model model = Model.of(SMALL, 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f)).batch(8);
            double[] losses = new double[2];
            Callback steps = new Callback() {
                @Override
                public void afterEpoch(Epoch epoch) {
                    told.add("epoch " + epoch.number());
                    assertSame(trainer, epoch.trainer());
                    assertEquals(16, epoch.samples());
                    assertEquals((losses[0] + losses[1]) / 2, epoch.loss());
                    assertTrue(epoch.toString().startsWith("epoch " + epoch.number() + ": loss "), epoch::toString);
                }

                @Override
                public void afterStep(int step, double loss) {
                    told.add("step " + step);
                    losses[step - 1] = loss;
                }
            };
            List<Epoch> made = trainer.fit(data, 2, steps, epoch -> told.add("and " + epoch.number()));
            assertEquals(List.of(1, 2), made.stream().map(Epoch::number).toList());
            assertEquals(List.of("step 1", "step 2", "epoch 1", "and 1", "step 1", "step 2", "epoch 2", "and 2"), told);
            assertEquals(List.of(), trainer.fit(data, 2));
            assertEquals(1, trainer.fit(data, 3).size());
        }
    }

    /** In one go, in two, and by another trainer that was given all there is to know: after an epoch, and in the midst of one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aTrainingGoesOnWithTheSameBits(int steps) {
        Dataset data = Problems.xor(8, 1);
        try (Model whole = Model.of(SMALL, 4);
                Model inTwo = Model.of(SMALL, 4);
                Model resumed = Model.of(SMALL, 9)) {
            List<Epoch> expected = trainer(whole).fit(data, 4);
            Trainer first = trainer(inTwo);
            first.fit(data, 2);
            if (steps > 0) {
                Callback stop = new Callback() {
                    @Override
                    public void afterEpoch(Epoch epoch) {}

                    @Override
                    public void afterStep(int step, double loss) {
                        if (step == steps) {
                            first.stop();
                        }
                    }
                };
                assertEquals(List.of(), first.fit(data, 4, stop));
            }
            Trainer second = trainer(resumed);
            resumed.parameters().copyFrom(inTwo.parameters());
            for (int i = 0; i < 2; i++) {
                second.moments().get(i).copyFrom(first.moments().get(i));
            }
            second.restore(first.state());
            assertEquals(first.state(), second.state());
            assertEquals(2, second.state().epoch());
            assertEquals(steps, second.state().batch());
            List<Epoch> rest = second.fit(data, 4);
            assertEquals(
                    expected.subList(2, 4).stream().map(Epoch::loss).toList(),
                    rest.stream().map(Epoch::loss).toList());
            assertSameBits(whole, resumed);
            first.fit(data, 4);
            assertSameBits(whole, inTwo);
        }
    }

    private static Trainer trainer(Model model) {
        return model.trainer(
                        new IncrementalPc(2, .5f),
                        new Adam(.02f, Schedule.cosine(4).afterWarmUp(1)))
                .batch(8)
                .seed(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simd", "scalar"})
    void theSameSeedGivesTheSameBitsOnAnyNumberOfWorkers(String provider) {
        Dataset data = Problems.xor(16, 1);
        Kernels kernels = Kernels.select(provider);
        try (Model one = Model.of(SMALL, 4, kernels);
                Model again = Model.of(SMALL, 4, kernels);
                Model two = Model.of(SMALL, 4, kernels);
                Model other = Model.of(SMALL, 5, kernels)) {
            fit(one, data, 1);
            fit(again, data, 1);
            fit(two, data, 2);
            fit(other, data, 1);
            assertSameBits(one, again);
            assertSameBits(one, two);
            assertFalse(other.parameters().weight(0).get(0, 0)
                    == one.parameters().weight(0).get(0, 0));
        }
    }

    private static void fit(Model model, Dataset data, int workers) {
        model.trainer(new Backpropagation(), new Momentum(.1f, .9f))
                .batch(16)
                .workers(workers)
                .fit(data, 3);
    }

    /** A metric that is best in the second epoch, and then as good once more, which is no better. */
    @Test
    void stopsOnceAMetricHasNotBeenBetterForAWhile() {
        double[] metric = {3, 1, 2, 1, 5, 0};
        int[] asked = new int[1];
        EarlyStop stop = EarlyStop.least(() -> metric[asked[0]++], 3);
        try (Model model = Model.of(SMALL, 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f)).batch(8);
            assertEquals(5, trainer.fit(Problems.xor(4, 1), 100, stop).size());
            assertEquals(1, stop.best());
            assertEquals(2, stop.bestEpoch());
            double[] accuracy = {.5, .6, .6};
            asked[0] = 0;
            assertEquals(
                    3,
                    trainer.fit(Problems.xor(4, 1), 100, EarlyStop.most(() -> accuracy[asked[0]++], 1))
                            .size());
        }
        refused("early stop: patience 0, expected at least 1 epoch", () -> EarlyStop.least(() -> 0, 0));
    }

    /** Whatever ends the training: patience, the epochs asked for, or somebody else. */
    @Test
    void anEarlyStopLeavesTheBestEpochsParametersUnlessItIsToldNotTo() {
        double[] metric = {3, 1, 2, 2, 2, 2};
        Dataset data = Problems.xor(4, 1);
        try (Model best = Model.of(SMALL, 1)) {
            best.trainer(new Backpropagation(), new Sgd(.1f)).batch(8).fit(data, 2);
            for (int epochs : new int[] {3, 4, 100}) {
                for (boolean restored : new boolean[] {true, false}) {
                    try (Model last = Model.of(SMALL, 1);
                            Model model = Model.of(SMALL, 1)) {
                        int[] asked = new int[1];
                        EarlyStop early =
                                EarlyStop.least(() -> metric[asked[0]++], 3).restoreBest(restored);
                        Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f))
                                .batch(8);
                        int made = trainer.fit(data, epochs, early, epoch -> {
                                    if (epoch.number() == 4) {
                                        epoch.stop();
                                    }
                                })
                                .size();
                        last.trainer(new Backpropagation(), new Sgd(.1f))
                                .batch(8)
                                .fit(data, made);
                        assertEquals(Math.min(epochs, 4), made);
                        assertSameBits(restored ? best : last, model);
                    }
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Dataset data = Problems.xor(4, 1);
        try (Model model = Model.of(SMALL, 1);
                Model regression = Model.of(
                        new Chain(List.of(new DenseLayer(2, 1, Activation.IDENTITY)), Loss.SQUARED_ERROR), 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f));
            refused("trainer: batch of 0, expected at least 1", () -> trainer.batch(0));
            refused("trainer: 0 workers, expected at least 1", () -> trainer.workers(0));
            refused("fit: -1 epochs, expected at least 0", () -> trainer.fit(data, -1));
            refused("fit: batch of 32, expected at most the 16 examples of the data", () -> trainer.fit(data, 1));
            refused(
                    "fit: data are 64 examples of 3 features, 2 values each, expected 2 features and at most 2 classes"
                            + " for the network 2 - 8 - 2",
                    () -> trainer.fit(Problems.linear(64, 1), 1));
            refused(
                    "fit: data are 16 examples of 2 features, 2 classes, expected 2 features and 1 values each for the"
                            + " network 2 - 1",
                    () -> regression
                            .trainer(new Backpropagation(), new Sgd(.1f))
                            .batch(8)
                            .fit(data, 1));
            trainer.batch(16).fit(data, 1);
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> trainer.batch(8));
            assertEquals(
                    "trainer: batch set after it was planned, expected before fit, network, engine and step",
                    e.getMessage());
            e = assertThrows(IllegalStateException.class, () -> trainer.fit(data, 2, epoch -> trainer.fit(data, 3)));
            assertEquals(
                    "model 2 - 8 - 2 cannot be trained: thread "
                            + Thread.currentThread().threadId() + " trains it",
                    e.getMessage());
            assertEquals(1, trainer.fit(data, 3).size());
        }
    }

    @Test
    void aTrainingThatDivergesKeepsTheLastGoodStep() {
        Dataset data = Problems.linear(64, 1);
        Chain chain = new Chain(
                List.of(new DenseLayer(3, 2, Activation.IDENTITY), new DenseLayer(2, 2, Activation.IDENTITY)),
                Loss.SQUARED_ERROR);
        try (Model model = Model.of(chain, 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(1e6f));
            DivergenceException e = assertThrows(DivergenceException.class, () -> trainer.fit(data, 1000));
            assertTrue(e.getMessage().startsWith("training step "), e.getMessage());
            for (int l = 0; l < 2; l++) {
                for (Tensor tensor : model.parameters().of(l)) {
                    assertTrue(model.kernels().allFinite(tensor));
                }
            }
            assertFalse(trainer.engine().gradient().of(0).isEmpty());
        }
    }

    /** A model that scales on the way learns the bits of one whose data were scaled beforehand, and keeps the scaling. */
    @Test
    void aModelIsToldItsScalingBeforeItLearns() {
        Split split = Problems.spiral(30, 1).split(.8, 1);
        Scaling scaling = Scaling.of(split.train());
        try (Model one = Model.of(Chain.multilayerPerceptron(2, 1, 8, 3), 1);
                Model other =
                        Model.of(Chain.multilayerPerceptron(2, 1, 8, 3), 1).scaledBy(scaling)) {
            one.trainer(new Backpropagation(), new Adam(.01f)).fit(split.train().scaled(scaling), 2);
            Trainer trainer = other.trainer(new Backpropagation(), new Adam(.01f));
            trainer.fit(split.train(), 2);
            assertEquals(one.scaling(), other.scaling());
            for (int l = 0; l < 2; l++) {
                assertArrayEquals(
                        one.parameters().weight(l).toArray(),
                        other.parameters().weight(l).toArray());
            }
            Metrics expected = one.evaluate(split.test());
            assertEquals(expected.loss(), other.evaluate(split.test()).loss());
            Evaluator evaluator = new Evaluator(trainer.network()).scaledBy(scaling);
            assertEquals(expected.accuracy(), evaluator.accuracy(split.test()));
            assertThrows(IllegalStateException.class, () -> other.scaledBy(scaling));
        }
        try (Model model = Model.of(Chain.multilayerPerceptron(3, 1, 8, 3), 1)) {
            assertThrows(IllegalArgumentException.class, () -> model.scaledBy(scaling));
        }
    }

    /** Numbers as they are and those that were scaled beforehand are the same to a model that has learned from the latter. */
    @Test
    void theScalingGoesWithTheModel() {
        Split split = Problems.spiral(40, 1).split(.75, 1);
        Split scaled = split.standardized();
        try (Model model = Model.of(Chain.multilayerPerceptron(2, 1, 8, 3), 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Adam(.01f));
            trainer.fit(scaled.train(), 2);
            assertEquals(scaled.train().scaling(), model.scaling());
            Metrics expected = model.evaluate(scaled.test());
            Metrics raw = model.evaluate(split.test());
            assertEquals(expected.loss(), raw.loss());
            assertArrayEquals(expected.confusion(), raw.confusion());
            trainer.fit(split.train(), 3); // scaled on the way
            try (Model copy = model.copy();
                    Model other = Model.of(model.chain(), 1)) {
                assertEquals(model.scaling(), copy.scaling());
                other.trainer(new Backpropagation(), new Adam(.01f)).fit(scaled.train(), 3);
                assertSameBits(other, copy);
            }
            refused(
                    "evaluate: data are scaled otherwise than those that model 2 - 8 - 3 has learned from, expected them"
                            + " as they are",
                    () -> model.evaluate(split.test().scaled(Scaling.of(split.test()))));
        }
    }

    /** The same numbers may stand for other classes in another file. */
    @Test
    void theClassesNamesGoWithTheModel() {
        try (TensorArena arena = TensorArena.open();
                Model model = Model.of(SMALL, 1)) {
            Tensor x = Tensor.allocate(arena, 4, 2);
            int[] labels = {0, 1, 1, 0};
            Dataset data = Dataset.of(x, labels, List.of("left", "right"));
            Dataset swapped = Dataset.of(x, labels, List.of("right", "left"));
            model.evaluate(swapped); // it has learned none yet
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f)).batch(4);
            trainer.fit(data, 1);
            assertEquals(List.of("left", "right"), model.classNames());
            model.evaluate(Dataset.of(x, labels, 2));
            refused(
                    "evaluate: classes of the data are [right, left], expected those that model 2 - 8 - 2 has learned,"
                            + " [left, right]",
                    () -> model.evaluate(swapped));
            refused(
                    "fit: classes of the data are [right, left], expected those that model 2 - 8 - 2 has learned,"
                            + " [left, right]",
                    () -> trainer.fit(swapped, 2));
        }
    }

    static void assertSameBits(Model expected, Model actual) {
        Parameters one = expected.parameters();
        for (int l = 0; l < one.length(); l++) {
            for (int p = 0; p < one.of(l).size(); p++) {
                assertArrayEquals(
                        one.of(l).get(p).toArray(),
                        actual.parameters().of(l).get(p).toArray());
            }
        }
    }

    private static void refused(String message, Executable what) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
    }
}
