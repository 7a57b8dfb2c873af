package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.optimizer.WeightDecay;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No step makes a parameter NaN or infinite, and one that would leaves everything as it was. */
class FiniteParametersTest {
    private static final float HUGE = 3e38f;

    /** By name, so that a failure says which; at a rate. */
    record Rule(String name, DoubleFunction<Optimizer> at) {
        Optimizer at(double rate) {
            return at.apply(rate);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static LearningRates rate(double rate) {
        return LearningRates.all((float) rate);
    }

    private static Stream<Rule> rules() {
        return Stream.of(
                new Rule("sgd", r -> new Sgd(rate(r))),
                new Rule("momentum", r -> new Momentum(rate(r), .9f)),
                new Rule("adam", r -> new Adam(rate(r))),
                new Rule("decay", r -> new WeightDecay(new Adam(rate(r)), .1f)),
                new Rule("a user's own", r -> new Users(rate(r))));
    }

    /** Gradient descent that says nothing of what it stays within. */
    private record Users(LearningRates learningRates) implements Optimizer {
        @Override
        public int moments() {
            return 0;
        }

        @Override
        public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float rate) {
            return (step, now) -> kernels.axpby(-now, gradient, 1f, theta);
        }
    }

    private static float[][] copies(Network network) {
        return Stream.iterate(0, l -> l < network.chain().length(), l -> l + 1)
                .flatMap(l -> network.parameters().of(l).stream())
                .map(Tensor::toArray)
                .toArray(float[][]::new);
    }

    /** Targets that are so far away that gradients are some thousands. */
    private static Network farFromItsTargets() {
        Network network = Networks.linear(20, 3, 5, 7, 4);
        network.targets().fill(1e6f);
        return network;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anUpdateThatLeavesFloat32IsTakenBack(Rule rule) {
        for (int workers : new int[] {1, 2, 3}) {
            try (WorkerTeam team = new WorkerTeam(workers);
                    Network network = farFromItsTargets()) {
                Engine engine = new Engine(network, new Backpropagation(), new BatchParallel(team));
                TrainingStep step = new TrainingStep(engine, rule.at(HUGE));
                float[][] before = copies(network);
                for (int i = 1; i <= 2; i++) {
                    DivergenceException e = assertThrows(DivergenceException.class, step::run);
                    assertEquals(
                            "training step " + i
                                    + ": an update that makes NaN or infinity of the parameters of layer 0,"
                                    + " expected finite numbers; the parameters are those of the step before",
                            e.getMessage());
                    assertArrayEquals(before, copies(network));
                }
            }
        }
    }

    /** Good steps, one that is refused, good steps: moments and their corrections are as if that had never been. */
    @ParameterizedTest
    @MethodSource("rules")
    void aRefusedStepLeavesNoTrace(Rule rule) {
        double moderate = rule.name.equals("adam") || rule.name.equals("decay") ? .01 : 1.5;
        try (Network network = Networks.linear(1, 3, 2, 1);
                Network twin = Networks.linear(1, 3, 2, 1)) {
            network.inputs().fill(.1f);
            twin.inputs().fill(.1f);
            TrainingStep step = new TrainingStep(Networks.engine(network, new Backpropagation()), rule.at(moderate));
            TrainingStep twinStep = new TrainingStep(Networks.engine(twin, new Backpropagation()), rule.at(moderate));
            for (int i = 0; i < 3; i++) {
                float target = twin.targets().get(0, 0);
                network.targets().fill(HUGE); // its gradient is finite, 1.5 times that is not, nor is its square
                DivergenceException e = assertThrows(DivergenceException.class, step::run);
                assertTrue(e.getMessage().contains("an update that makes NaN or infinity of the "), e.getMessage());
                Vectors.assertSameBits(twin.parameters(), network.parameters());
                network.targets().fill(target);
                assertEquals(twinStep.run(), step.run());
                Vectors.assertSameBits(twin.parameters(), network.parameters());
            }
        }
    }

    /** A large rate is no error in itself. */
    @Test
    void aStepOfAnySizeIsTakenThatStaysFinite() {
        try (Network network = Networks.linear(1, 3, 2, 1)) {
            float before = network.parameters().bias(0).get(0, 0);
            double error =
                    (double) network.activation(1).get(0, 0) - network.targets().get(0, 0);
            new TrainingStep(Networks.engine(network, new Backpropagation()), new Adam(rate(1e37))).run();
            assertEquals(
                    -Math.signum(error) * 1e37, network.parameters().bias(0).get(0, 0) - (double) before, 1e37 * 1e-5);
        }
    }

    /** Without an epsilon Adam divides by what may be 0: it works as long as it is not. */
    @Test
    void adamWithoutEpsilonIsRefusedWhereAGradientIsZero() {
        Optimizer adam = new Adam(rate(.01), .9, .999, 0);
        try (Network network = Networks.linear(3, 3, 2, 1)) {
            TrainingStep step = new TrainingStep(Networks.engine(network, new Backpropagation()), adam);
            step.run();
            float[][] before = copies(network);
            step.run();
            assertFalse(Arrays.deepEquals(before, copies(network)));
        }
        try (Network network = Networks.linear(3, 3, 2, 1)) {
            network.inputs().fill(0f);
            float[][] before = copies(network);
            TrainingStep step = new TrainingStep(Networks.engine(network, new Backpropagation()), adam);
            assertThrows(DivergenceException.class, step::run);
            assertArrayEquals(before, copies(network));
        }
    }

    /** Weights that bring errors back take the same steps, so they are taken back with the others. */
    @Test
    void feedbackWeightsAreParametersToo() {
        Chain chain = new Chain(
                        List.of(new DenseLayer(5, 6, Activation.IDENTITY), new DenseLayer(6, 4, Activation.IDENTITY)),
                        Loss.SQUARED_ERROR)
                .with(Feedback.KOLEN_POLLACK);
        try (Network network = Networks.fed(chain, 8, 1)) {
            network.parameters().get(1, DenseLayer.FEEDBACK).fill(.5f);
            network.targets().fill(1e6f);
            float[][] before = copies(network);
            TrainingStep step = new TrainingStep(Networks.engine(network, new Backpropagation()), new Sgd(rate(HUGE)));
            assertThrows(DivergenceException.class, step::run);
            assertArrayEquals(before, copies(network));
        }
    }

    /** Of the T updates of an inference those before the first that leaves float32 are kept: they are an inference of so many steps. */
    @ParameterizedTest
    @MethodSource("rules")
    void anIncrementalInferenceKeepsItsLastFiniteUpdate(Rule rule) {
        double rate = rule.name.equals("adam") || rule.name.equals("decay") ? 3e37 : 9;
        int good = 0;
        float[][] last = {};
        while (good < 200) {
            try (Network network = farFromItsTarget()) {
                incremental(network, good + 1, rule.at(rate), new Sequential()).run();
                last = copies(network);
                good++;
            } catch (DivergenceException e) {
                break;
            }
        }
        assertTrue(good > 0 && good < 200, good + " finite updates");
        for (int workers : new int[] {1, 2}) {
            try (WorkerTeam team = new WorkerTeam(workers);
                    Network network = farFromItsTarget()) {
                TrainingStep step = incremental(network, good + 7, rule.at(rate), new BatchParallel(team));
                DivergenceException e = assertThrows(DivergenceException.class, step::run);
                assertTrue(
                        e.getMessage()
                                .matches(
                                        "training step 1: an update that makes NaN or infinity of the .* of layer 0,"
                                                + " expected finite numbers; the parameters are those of the last finite update"),
                        e.getMessage());
                assertArrayEquals(last, copies(network));
            }
        }
    }

    /** An affine function whose error grows eightfold in each step of SGD at rate 9. */
    private static Network farFromItsTarget() {
        Network network = Networks.linear(1, 3, 2, 9);
        network.inputs().fill(.1f);
        network.targets().fill(1e18f);
        return network;
    }

    private static TrainingStep incremental(Network network, int steps, Optimizer optimizer, Executor executor) {
        return new TrainingStep(new Engine(network, new IncrementalPc(steps, .5f), executor), optimizer);
    }

    /** One worker's update throws when others have done theirs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatAnOptimizerOfAUsersOwnThrowsLeavesTheParameters(int workers) {
        int[] plans = new int[1];
        Optimizer failing = new Optimizer() {
            @Override
            public int moments() {
                return 0;
            }

            @Override
            public LearningRates learningRates() {
                return rate(.1);
            }

            @Override
            public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float rate) {
                boolean last = ++plans[0] == 4;
                return (step, now) -> {
                    kernels.axpby(-now, gradient, 1f, theta);
                    if (last && step == 2) {
                        throw new ArithmeticException("not today");
                    }
                };
            }
        };
        try (WorkerTeam team = new WorkerTeam(workers);
                Network network = Networks.linear(20, 3, 5, 7, 4)) {
            TrainingStep step =
                    new TrainingStep(new Engine(network, new Backpropagation(), new BatchParallel(team)), failing);
            step.run();
            float[][] before = copies(network);
            assertThrows(ArithmeticException.class, step::run);
            assertArrayEquals(before, copies(network));
        }
    }

    /** The largest gradients that are said to be safe, with the sign that moves most, from 0 and from the largest float. */
    @ParameterizedTest
    @ValueSource(strings = {"simd", "scalar"})
    void safeStepsAreSafe(String provider) {
        Kernels kernels = Kernels.select(provider);
        int compared = 0;
        for (double rate : new double[] {1e-30, 1e-3, 1, 3, 1e20, HUGE}) {
            for (Optimizer optimizer : new Optimizer[] {
                new Sgd(rate(rate)),
                new Momentum(rate(rate), 0f),
                new Momentum(rate(rate), .9f),
                new Momentum(rate(rate), 0x1.fffffcp-1f),
                new Momentum(rate(rate), Math.nextDown(1f)),
                new Adam(rate(rate)),
                new Adam(rate(rate), 0, 0, 1e-8),
                new Adam(rate(rate), .99999, .5, 1e-30),
                new Adam(rate(rate), .9, .999, 1e30),
                new Adam(rate(rate), Math.nextDown(1.), Math.nextDown(1.), 1e-8),
                new WeightDecay(new Adam(rate(rate)), .5f)
            }) {
                compared += requireSafe(kernels, optimizer, (float) rate);
            }
        }
        assertTrue(compared > 40, compared + " compared");
    }

    private static int requireSafe(Kernels kernels, Optimizer optimizer, float rate) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor theta = Tensor.allocate(arena, 1, 19);
            Tensor gradient = Tensor.allocate(arena, 1, 19);
            List<Tensor> moments = Stream.generate(() -> Tensor.allocate(arena, 1, 19))
                    .limit(optimizer.moments())
                    .toList();
            Optimizer.Update update = optimizer.plan(kernels, theta, gradient, moments, rate);
            float limit = Math.min(update.safeBelow(), Float.MAX_VALUE);
            if (limit == 0) {
                return 0;
            }
            gradient.fill(-Math.nextDown(limit));
            theta.set(0, 0, Float.MAX_VALUE);
            for (int step = 1; step <= 300; step++) {
                theta.set(0, 1, 0f);
                update.run(step, rate);
                assertTrue(kernels.allFinite(theta), optimizer::toString);
                assertTrue(theta.get(0, 1) < 0x1.1p102f, optimizer + " moved by " + theta.get(0, 1));
                for (Tensor moment : moments) {
                    assertTrue(kernels.allBelow(0x1.1p102f, moment), optimizer::toString);
                }
            }
            return 1;
        }
    }
}
