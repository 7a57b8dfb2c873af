package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Traffic;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages on threads of one process, against the undivided network. */
class StagesTest {
    private static final int BATCH = 9;
    private static final int STEPS = 3;
    private static final LearningAlgorithm[] ALGORITHMS = {
        new FixedPrediction(7, .5f),
        new FixedPrediction(5, 1f),
        new FixedPrediction(2, 1f), // errors do not arrive everywhere
        new VariationalPc(7, .25f),
        new ZeroDivergence(),
        new ZeroDivergence(.5f, true, 1, new ZeroDivergence().reduction()),
        new IncrementalPc(5, .25f)
    };

    private static Chain chain() {
        return Chain.inputs(12)
                .dense(8, Activation.TANH)
                .dense(11, Activation.GELU)
                .dense(8, Activation.TANH)
                .dense(6, Activation.SILU)
                .dense(7, Activation.TANH)
                .classes(5);
    }

    static Stream<Arguments> runs() {
        return Stream.of(ALGORITHMS)
                .flatMap(algorithm -> Stream.of(1, 2, 3, 6)
                        .flatMap(stages -> Stream.of(
                                        new Workers("sequential", 1, team -> new Sequential()),
                                        new Workers("batch parallel", 2, BatchParallel::new),
                                        new Workers("nodes", 3, BatchParallel::new),
                                        new Workers("wavefront", 2, Wavefront::new))
                                .map(workers -> Arguments.of(algorithm, stages, workers))));
    }

    record Workers(String name, int count, Function<WorkerTeam, Executor> executor) {
        @Override
        public String toString() {
            return count + " " + name;
        }
    }

    /** What a stage has at the end: its loss in each step, its counts and traffic. */
    record Result(List<Double> losses, Counts counts, Traffic traffic) {}

    @ParameterizedTest
    @MethodSource("runs")
    void stagesLearnWithTheBitsOfTheWholeNetwork(LearningAlgorithm algorithm, int stages, Workers workers)
            throws Exception {
        Chain chain = chain();
        try (TensorArena arena = TensorArena.open()) {
            Parameters expected = Parameters.zeros(arena, chain);
            Parameters found = Parameters.zeros(arena, chain);
            expected.initialize(Initialization.UNIFORM, 5);
            found.copyFrom(expected);
            Result whole = train(Stage.whole(chain), null, expected, algorithm, workers);
            ConcurrentHashMap<String, LinkedBlockingQueue<float[]>> queues = new ConcurrentHashMap<>();
            List<Result> results = apart(Stage.divide(chain, stages, 1, true), queues, found, algorithm, workers);
            for (int l = 0; l < chain.length(); l++) {
                for (int p = 0; p < expected.of(l).size(); p++) {
                    assertArrayEquals(
                            expected.of(l).get(p).toArray(), found.of(l).get(p).toArray(), "parameter of layer " + l);
                }
            }
            assertEquals(whole.losses(), results.getLast().losses());
            assertEquals(
                    whole.counts(),
                    results.stream().map(Result::counts).reduce(StagesTest::sum).orElseThrow());
            assertTrue(QueuedNeighbours.areEmpty(queues));
        }
    }

    /** A prediction of the feedforward pass up, in every step an error down, and, where predictions move, one up. */
    @ParameterizedTest
    @MethodSource("runs")
    void whatIsSentIsWhatTheAlgorithmNeeds(LearningAlgorithm algorithm, int stages, Workers workers) throws Exception {
        Chain chain = chain();
        try (TensorArena arena = TensorArena.open()) {
            Parameters parameters = Parameters.zeros(arena, chain);
            parameters.initialize(Initialization.UNIFORM, 5);
            List<Stage> all = Stage.divide(chain, stages, 1, true);
            List<Result> results = apart(all, new ConcurrentHashMap<>(), parameters, algorithm, workers);
            for (int s = 0; s < stages; s++) {
                Stage stage = all.get(s);
                long up = 0;
                long down = 0;
                if (stage.hasAbove()) {
                    up = 1 + errorsOrPredictions(algorithm, chain, stage.end(), workers, true);
                }
                if (stage.hasBelow()) {
                    down = errorsOrPredictions(algorithm, chain, stage.first(), workers, false);
                }
                long bytes = up * chain.width(stage.end()) + down * chain.width(stage.first());
                assertEquals(
                        new Traffic(STEPS * (up + down), STEPS * bytes * BATCH * Float.BYTES),
                        results.get(s).traffic(),
                        stage::toString);
            }
        }
    }

    /** In how many steps the prediction, or else the error, of a node changes under an executor that moves all nodes or those reached. */
    private static long errorsOrPredictions(
            LearningAlgorithm algorithm, Chain chain, int node, Workers workers, boolean predictions) {
        boolean fixed = algorithm instanceof FixedPrediction;
        if (predictions && fixed) {
            return 0;
        }
        int steps = switch (algorithm) {
            case FixedPrediction fpa -> fpa.inferenceSteps();
            case VariationalPc vpc -> vpc.inferenceSteps();
            case IncrementalPc ipc -> ipc.inferenceSteps();
            case ZeroDivergence zil -> chain.length() - 1 + zil.delay();
            default -> throw new IllegalArgumentException(algorithm.toString());
        };
        if (algorithm instanceof IncrementalPc) {
            return steps;
        }
        if (predictions && node == 1) {
            return 0; // the input does not move
        }
        boolean all = !workers.name().equals("wavefront");
        int moves = chain.length() - node + (predictions ? 1 : 0); // the step in which what it follows first moves
        return all ? steps : Math.max(0, steps - moves + 1);
    }

    private static Counts sum(Counts a, Counts b) {
        return new Counts(
                a.forwards() + b.forwards(),
                a.wastedForwards() + b.wastedForwards(),
                a.inputVjps() + b.inputVjps(),
                a.wastedInputVjps() + b.wastedInputVjps(),
                a.parameterVjps() + b.parameterVjps());
    }

    private static List<Result> apart(
            List<Stage> stages,
            ConcurrentHashMap<String, LinkedBlockingQueue<float[]>> queues,
            Parameters all,
            LearningAlgorithm algorithm,
            Workers workers)
            throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(stages.size())) {
            List<Callable<Result>> runs = new ArrayList<>();
            for (int s = 0; s < stages.size(); s++) {
                Stage stage = stages.get(s);
                QueuedNeighbours neighbours = new QueuedNeighbours(queues, s);
                runs.add(() -> train(stage, neighbours, stage.of(all), algorithm, workers));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> result : threads.invokeAll(runs)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static Result train(
            Stage stage,
            QueuedNeighbours neighbours,
            Parameters parameters,
            LearningAlgorithm algorithm,
            Workers workers) {
        try (Network network = new Network(stage, neighbours, BATCH, Kernels.select("simd"), parameters);
                WorkerTeam team = new WorkerTeam(workers.count())) {
            Engine engine = new Engine(network, algorithm, workers.executor().apply(team));
            TrainingStep step = new TrainingStep(engine, new Momentum(LearningRates.all(.05f), .9f));
            List<Double> losses = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                SplittableRandom random = new SplittableRandom(100 + i);
                float[] inputs = new float[BATCH * stage.whole().width(0)];
                for (int j = 0; j < inputs.length; j++) {
                    inputs[j] = (float) random.nextDouble(-1, 1);
                }
                if (!stage.hasBelow()) {
                    network.inputs().copyFrom(inputs);
                }
                if (!stage.hasAbove()) {
                    for (int j = 0; j < BATCH; j++) {
                        network.labels().set(j, random.nextInt(5));
                    }
                }
                losses.add(step.run());
            }
            return new Result(losses, engine.counts(), network.traffic());
        }
    }

    @Test
    void workIsDividedEvenlyAndEveryStageHasSome() {
        Chain even = Chain.multilayerPerceptron(256, 19, 256, 256);
        assertEquals(List.of(0, 5, 10, 15), firsts(even, 4, 1));
        Chain wideInput = Chain.multilayerPerceptron(784, 20, 256, 10);
        assertEquals(List.of(0, 9), firsts(wideInput, 2, 1)); // f_0 is worth three
        assertEquals(List.of(0, 10), firsts(wideInput, 2, 20)); // and has no part in a step
        Chain heavyEnd = Chain.inputs(2)
                .dense(2, Activation.TANH)
                .dense(400, Activation.TANH)
                .classes(400);
        assertEquals(List.of(0, 1, 2), firsts(heavyEnd, 3, 1));
        assertEquals(List.of(0, 2), firsts(heavyEnd, 2, 1));
        assertEquals(
                List.of(0, 1),
                Stage.divide(heavyEnd, 2, l -> l == 0 ? 1 : 0).stream()
                        .map(Stage::first)
                        .toList());
    }

    private static List<Integer> firsts(Chain chain, int stages, int inferenceSteps) {
        return Stage.divide(chain, stages, inferenceSteps, false).stream()
                .map(Stage::first)
                .toList();
    }

    @Test
    void whatIsNoStageIsRefused() {
        Chain chain = chain();
        assertEquals(
                "stages: 7, expected 1 to 6, the number of layers of 12 - 8 - 11 - 8 - 6 - 7 - 5",
                assertThrows(IllegalArgumentException.class, () -> Stage.divide(chain, 7, 1, true))
                        .getMessage());
        assertEquals(
                "stage: layers 3 to 2, expected at least one, of 0 to 5",
                assertThrows(IllegalArgumentException.class, () -> new Stage(chain, 3, 3))
                        .getMessage());
        Chain skipping = Networks.skippingChain(6, 1);
        String message = assertThrows(IllegalArgumentException.class, () -> new Stage(skipping, 0, 3))
                .getMessage();
        assertTrue(message.endsWith("expected one without skips, since errors pass from a stage to the next alone"));
    }

    @Test
    void whatNeedsMoreThanNeighboursHaveIsRefused() {
        Stage stage = Stage.divide(chain(), 2, 1, true).getFirst();
        try (TensorArena arena = TensorArena.open();
                WorkerTeam team = new WorkerTeam(1)) {
            Parameters parameters = Parameters.zeros(arena, stage.chain());
            QueuedNeighbours neighbours = new QueuedNeighbours(new ConcurrentHashMap<>(), 0);
            try (Network network = new Network(stage, neighbours, BATCH, Kernels.select("simd"), parameters)) {
                LearningAlgorithm[] refused = {
                    new Backpropagation(),
                    new VariationalPc(3, .1f).withTolerance(.1),
                    new VariationalPc(3, .1f).with(Precisions.hidden(2)),
                    new VariationalPc(3, .1f).withRisesAllowed(1)
                };
                for (LearningAlgorithm algorithm : refused) {
                    String message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new Engine(network, algorithm, new Sequential()))
                            .getMessage();
                    assertEquals(
                            algorithm + ": " + stage
                                    + ", expected all layers, since a step of it asks for more than neighbours have",
                            message);
                }
                String message = assertThrows(
                                IllegalArgumentException.class,
                                () -> new Engine(network, new FixedPrediction(3, 1f), new GaussSeidel(team)))
                        .getMessage();
                assertEquals(
                        "Gauss-Seidel: " + stage
                                + ", expected all layers, since a sweep passes them one after the other",
                        message);
                Engine engine = new Engine(network, new FixedPrediction(3, 1f), new BatchParallel(team));
                message = assertThrows(
                                IllegalArgumentException.class,
                                () -> new TrainingStep(engine, new GradientClipping(new Sgd(.1f), 2f)))
                        .getMessage();
                assertEquals(
                        "training step: gradients of a norm up to 2.0 in " + stage
                                + ", expected the whole chain, whose norm it is",
                        message);
                Tensor output = network.activation(network.chain().length());
                assertEquals(0, network.loss(output));
            }
            assertThrows(
                    NullPointerException.class,
                    () -> new Network(stage, null, BATCH, Kernels.select("simd"), parameters));
        }
    }
}
