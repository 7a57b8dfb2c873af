package dev.thrice.jmh;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.LayerParallel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.training.LearningRates;
import dev.thrice.engine.training.Momentum;
import dev.thrice.engine.training.TrainingStep;
import dev.thrice.kernels.Kernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A step of training on one batch: feedforward pass, errors, gradients, update with momentum. The network is the paper's, 784 - width x
 * hidden layers - 10. Inference takes as many steps as backpropagation's errors need, with a step size of 1.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class TrainingStepBenchmark {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;
    private static final int TRIES = 200;

    /** How the errors are found. */
    @Param({"backprop"})
    private String algorithm;

    /** In which order, on how many threads. */
    @Param({"sequential"})
    private String executor;

    /** Hidden layers. */
    @Param({"5"})
    private int hiddenLayers;

    /** Their width. */
    @Param({"64"})
    private int width;

    /** Samples of a batch. */
    @Param({"64"})
    private int batch;

    /** Threads, the caller included. */
    @Param({"1"})
    private int workers;

    /** Who computes products. */
    @Param({"simd"})
    private String provider;

    private Network network;
    private WorkerTeam team;
    private TrainingStep step;

    /** Plans the step, and checks that it learns the batch. */
    @Setup(Level.Trial)
    public void plan() {
        Chain chain = Chain.multilayerPerceptron(FEATURES, hiddenLayers, width, CLASSES);
        network = new Network(chain, batch, Kernels.select(provider), 1);
        team = new WorkerTeam(workers);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < FEATURES; j++) {
                network.inputs().set(i, j, (float) random.nextDouble());
            }
            network.labels().set(i, random.nextInt(CLASSES));
        }
        Engine engine = new Engine(network, algorithm(chain.length()), executor());
        step = new TrainingStep(engine, new Momentum(LearningRates.all(.01f), .9f));
        double before = step.run();
        for (int i = 0; i < TRIES; i++) {
            step.run();
        }
        double after = step.run();
        if (!(after < before)) {
            throw new IllegalStateException("loss " + before + " before, " + after + " after training, expected less");
        }
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        team.close();
        network.close();
    }

    /**
     * One step.
     *
     * @return the loss before it
     */
    @Benchmark
    public double step() {
        return step.run();
    }

    private LearningAlgorithm algorithm(int chainLength) {
        return switch (algorithm) {
            case "backprop" -> new Backpropagation();
            case "fpa" -> new FixedPrediction(chainLength - 1, 1f);
            case "fpa-closed-form" -> new FixedPredictionClosedForm(chainLength - 1, 1f);
            default ->
                throw new IllegalArgumentException(
                        "algorithm '" + algorithm + "', expected backprop, fpa or fpa-closed-form");
        };
    }

    private Executor executor() {
        return switch (executor) {
            case "sequential" -> new Sequential();
            case "layer-parallel" -> new LayerParallel(team);
            case "wavefront" -> new Wavefront(team);
            case "gauss-seidel" -> new GaussSeidel(team);
            default ->
                throw new IllegalArgumentException(
                        "executor '" + executor + "', expected sequential, layer-parallel, wavefront or gauss-seidel");
        };
    }
}
