package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ScalarActivation;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import java.lang.management.ManagementFactory;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training step allocates nothing once it is compiled, on any thread that takes part. By scalar kernels: whether C2 keeps
 * every vector of the others in a register is for their own tests, and differs from run to run.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final int RUNS = 50;

    @ParameterizedTest
    @ValueSource(ints = {3, 26})
    void noTrainingStepAllocates(int batch) {
        requireNone(Chain.multilayerPerceptron(12, 4, 8, 5), batch);
    }

    /** GELU, SiLU, and one of a user's own, element by element. */
    @Test
    void noTrainingStepAllocatesByWhatTheForwardPassSaves() {
        requireNone(
                Chain.inputs(12)
                        .dense(8, Activation.GELU)
                        .dense(8, Activation.SILU)
                        .dense(8, new Square())
                        .classes(5),
                26);
    }

    @Test
    void noTrainingStepAllocatesOfImages() {
        requireNone(ImagesTest.chain(), 3);
        requireNone(RecurrentTest.chain(), 3);
    }

    @Test
    void noTrainingStepAllocatesAlongSkips() {
        requireNone(Networks.skippingChain(6, 3), 26);
        requireNone(LayerNormTest.chain(1f), 26); // so large that VPC goes down
    }

    private record Square() implements ScalarActivation {
        @Override
        public String name() {
            return "square";
        }

        @Override
        public float value(float x) {
            return x * x;
        }

        @Override
        public float derivative(float x, float y) {
            return 2 * x;
        }
    }

    private static void requireNone(Chain chain, int batch) {
        try (WorkerTeam team = new WorkerTeam(2)) {
            long[] workers = threads(team);
            for (Executor executor :
                    new Executor[] {new BatchParallel(team), new Wavefront(team), new GaussSeidel(team)}) {
                for (LearningAlgorithm algorithm : ExecutorsTest.algorithms(executor, chain)) {
                    try (Network network = fed(chain, batch)) {
                        Engine engine = new Engine(network, algorithm, executor);
                        TrainingStep momentum = new TrainingStep(engine, new Momentum(LearningRates.all(.01f), .9f));
                        TrainingStep adam = new TrainingStep(
                                engine, new GradientClipping(new Adam(LearningRates.all(.001f)), 1e-3f));
                        assertEquals(
                                0,
                                leastPerBatch(workers, () -> {
                                    momentum.run();
                                    adam.run();
                                }),
                                executor.getClass() + " " + algorithm);
                    }
                }
            }
        }
    }

    /** Nobody records any more, but the code of events is in place for the rest of the JVM's life. */
    @Test
    void noStepAllocatesAfterARecording() {
        try (WorkerTeam team = new WorkerTeam(2);
                Network network = fed(Chain.multilayerPerceptron(12, 4, 8, 5), 26);
                Recording recording = new Recording()) {
            Engine engine = new Engine(network, new FixedPrediction(3, .5f), new BatchParallel(team));
            TrainingStep step = new TrainingStep(engine, new Momentum(LearningRates.all(.01f), .9f));
            long[] workers = threads(team);
            recording.enable("dev.thrice.TrainingStep");
            recording.enable("dev.thrice.Inference");
            recording.start();
            assertTrue(measure(workers, step::run) > 0, "events are garbage, which is to be seen");
            recording.stop();
            assertEquals(0, leastPerBatch(workers, step::run));
        }
    }

    /** With the scalar kernels: the others' allocation is a test of theirs, and takes longer to be compiled. */
    private static Network fed(Chain chain, int batch) {
        Network network = new Network(chain, batch, Kernels.select("scalar"), 7);
        network.inputs().fill(.5f);
        return network;
    }

    /** What the counter sees of each worker when there is something to see. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anAllocationOfAnyWorkerIsSeen(int allocating) {
        byte[][] kept = new byte[1][];
        try (WorkerTeam team = new WorkerTeam(2)) {
            long[] workers = threads(team);
            WorkerTeam.Job job = (worker, all) -> {
                if (worker == allocating) {
                    kept[0] = new byte[16];
                }
            };
            long before = allocated(workers);
            for (int i = 0; i < RUNS; i++) {
                team.run(job);
            }
            assertTrue(allocated(workers) - before >= 16 * RUNS);
        }
    }

    private static long[] threads(WorkerTeam team) {
        long[] ids = new long[team.workers()];
        team.run((worker, all) -> ids[worker] = Thread.currentThread().threadId());
        return ids;
    }

    private static long allocated(long[] threads) {
        long sum = 0;
        for (long thread : threads) {
            sum += THREADS.getThreadAllocatedBytes(thread);
        }
        return sum;
    }

    /** Bytes of a batch of runs: batches until one allocates nothing, or the least of many. */
    private static long leastPerBatch(long[] threads, Runnable body) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long empty = measure(threads, () -> {});
        long least = Long.MAX_VALUE;
        while (least > 0 && System.nanoTime() < end) {
            least = Math.min(least, measure(threads, body) - empty);
        }
        return least;
    }

    private static long measure(long[] threads, Runnable body) {
        long before = allocated(threads);
        for (int i = 0; i < RUNS; i++) {
            body.run();
        }
        return allocated(threads) - before;
    }
}
