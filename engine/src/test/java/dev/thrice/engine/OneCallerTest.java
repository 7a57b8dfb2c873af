package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Inside;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks, engines and steps are for one caller at a time: who comes meanwhile is refused, and harms nothing. */
class OneCallerTest {
    private static final LearningAlgorithm ALGORITHM = new VariationalPc(4, .25f);
    private static final Optimizer OPTIMIZER = new Momentum(LearningRates.all(.05f), .9f);
    private static final int BATCH = 16;
    private static final float UNWRITTEN = 7;

    private final WorkerTeam team = new WorkerTeam(2);
    private final Network network = network();
    private final Engine engine = new Engine(network, ALGORITHM, new BatchParallel(team));
    private final TrainingStep step = new TrainingStep(engine, OPTIMIZER);
    private final Engine other = new Engine(network, new FixedPrediction(3, .5f), new Sequential());
    private final TrainingStep otherStep = new TrainingStep(other, OPTIMIZER);

    private static Network network() {
        return Networks.fed(Chain.multilayerPerceptron(6, 2, 9, 4), BATCH, 5);
    }

    @AfterEach
    void close() {
        network.close();
        team.close();
    }

    /** All that computes or changes what is being computed with. */
    private Map<String, Executable> entries() {
        Map<String, Executable> entries = new LinkedHashMap<>();
        entries.put("forward", network::forward);
        entries.put("one function", () -> network.forward(1));
        entries.put("engine", engine::gradients);
        entries.put("another engine", other::errors);
        entries.put("training step", step::run);
        entries.put("another training step", otherStep::run);
        entries.put("engine shown to an observer", () -> engine.errors(t -> {}));
        entries.put("close", network::close);
        return entries;
    }

    /** What only reads, or plans. */
    private Map<String, Executable> looks() {
        Map<String, Executable> looks = new LinkedHashMap<>();
        looks.put("loss", network::loss);
        looks.put("loss of some", () -> network.loss(3));
        looks.put("correct", () -> network.correct(3));
        looks.put("finite", network::firstNotFinite);
        looks.put("error", () -> engine.error(1));
        looks.put("error of the output", () -> engine.error(3));
        looks.put("gathered error", () -> engine.nodes().error(2));
        looks.put("observer", () -> engine.observe(null));
        looks.put("record", () -> engine.record(null));
        looks.put("memory", () -> Inside.allocate(network, 1));
        looks.put("another plan", () -> new Engine(network, ALGORITHM, new Sequential()));
        return looks;
    }

    private static void refuse(Map<String, Executable> all) {
        all.forEach((name, each) -> assertThrows(IllegalStateException.class, each, name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void anotherThreadIsRefusedWhileAnInferenceIsUnderWay(int moment) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        engine.observe(t -> {
            if (t == moment) {
                inside.countDown();
                await(looked);
            }
        });
        double[] loss = new double[1];
        Thread learning = Thread.ofPlatform().daemon().start(() -> loss[0] = step.run());
        inside.await();
        try {
            refuse(entries());
            refuse(looks());
        } finally {
            looked.countDown();
        }
        learning.join();
        try (Network alone = network()) {
            assertEquals(new TrainingStep(Networks.engine(alone, ALGORITHM), OPTIMIZER).run(), loss[0]);
            Vectors.assertSameBits(alone.parameters(), network.parameters());
        }
    }

    @Test
    void whatEntersFromWithinIsRefusedAndWhatReadsIsNot() {
        engine.observe(t -> {
            refuse(entries());
            looks().forEach((name, look) -> {
                if (!name.equals("observer")) {
                    assertDoesNotThrow(look, name);
                }
            });
        });
        double loss = step.run();
        try (Network alone = network()) {
            assertEquals(new TrainingStep(Networks.engine(alone, ALGORITHM), OPTIMIZER).run(), loss);
            Vectors.assertSameBits(alone.parameters(), network.parameters());
        }
    }

    /** On either worker; the share that has been refused goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatEntersFromAJobIsRefused(int entering) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(40),
                () -> Inside.gradients(engine, (worker, all) -> {
                    if (worker == entering) {
                        refuse(entries());
                        assertThrows(IllegalStateException.class, team::close);
                    }
                    all.meet();
                }));
        engine.gradients();
    }

    /** Whoever else comes and goes meanwhile. */
    @Test
    @Timeout(60)
    void anErrorThatIsRefusedHasNotBeenWritten() throws InterruptedException {
        engine.errors();
        Tensor error = engine.error(3);
        AtomicBoolean ended = new AtomicBoolean();
        Thread passing = Thread.ofPlatform().daemon().start(() -> insist(ended::get, () -> {}));
        int written = 0;
        for (int i = 0; i < 50_000; i++) {
            insist(() -> true, () -> error.set(0, 0, UNWRITTEN));
            try {
                engine.error(3);
            } catch (IllegalStateException refused) {
                written += error.get(0, 0) == UNWRITTEN ? 0 : 1;
            }
        }
        ended.set(true);
        passing.join();
        assertEquals(0, written);
    }

    /** Enters the network again and again, until it has been let in and it is enough. */
    private void insist(BooleanSupplier enough, Operation work) {
        boolean done = false;
        while (!done) {
            try {
                Inside.reserved(network, work);
                done = enough.getAsBoolean();
            } catch (IllegalStateException refused) {
                Thread.onSpinWait();
            }
        }
    }

    /** A feedforward pass takes a moment, so many times both. */
    @Test
    void twoThreadsAtOnceNeverDisturbEachOther() throws InterruptedException {
        network.forward();
        float[] expected = network.activation(3).toArray();
        Thread[] threads = new Thread[2];
        int[] wrong = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int run = 0; run < 2000; run++) {
                    try {
                        Inside.reserved(network, () -> {
                            network.forward();
                            wrong[index] += Arrays.equals(
                                            expected, network.activation(3).toArray())
                                    ? 0
                                    : 1;
                            network.activation(1).fill(index);
                        });
                    } catch (IllegalStateException refused) {
                        Thread.onSpinWait();
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong[0] + wrong[1]);
    }

    @Test
    void aClosedNetworkSaysSo() {
        network.close();
        network.close();
        Map<String, Executable> all = entries();
        all.remove("close");
        all.put("loss", network::loss);
        all.put("correct", () -> network.correct(1));
        all.put("memory", () -> Inside.allocate(network, 1));
        all.put("plan", () -> new Engine(network, ALGORITHM, new Sequential()));
        all.forEach((name, each) -> {
            IllegalStateException e = assertThrows(IllegalStateException.class, each, name);
            assertEquals("network 6 - 9 - 9 - 4 is closed", e.getMessage(), name);
        });
    }

    /** A refusal leaves nothing locked. */
    @Test
    void afterARefusalAllGoesOn() {
        engine.observe(t -> refuse(entries()));
        engine.errors();
        engine.observe(null);
        network.forward();
        assertTrue(Double.isFinite(step.run() + otherStep.run()));
        assertThrows(
                ArithmeticException.class,
                () -> Inside.gradients(engine, (worker, all) -> {
                    throw new ArithmeticException("of a job");
                }));
        assertTrue(Double.isFinite(step.run()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
