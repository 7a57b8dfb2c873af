package dev.thrice.jmh.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
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

/** The step of {@code TrainingStepBenchmark} by DJL on libtorch, with one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1"
        })
public class DjlTrainingStepBenchmark {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;
    private static final int TRIES = 200;

    /** Hidden layers. */
    @Param({"5"})
    private int hiddenLayers;

    /** Their width. */
    @Param({"64"})
    private int width;

    /** Samples of a batch. */
    @Param({"64"})
    private int batch;

    private Model model;
    private Trainer trainer;
    private NDManager manager;
    private NDList data;
    private NDList labels;

    /** Builds the network and the batch, and checks that the step learns it. */
    @Setup(Level.Trial)
    public void build() {
        SequentialBlock block = new SequentialBlock();
        for (int l = 0; l < hiddenLayers; l++) {
            block.add(Linear.builder().setUnits(width).build()).add(Activation::tanh);
        }
        block.add(Linear.builder().setUnits(CLASSES).build());
        model = Model.newInstance("mlp");
        model.setBlock(block);
        Optimizer momentum = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(.01f))
                .optMomentum(.9f)
                .build();
        trainer = model.newTrainer(
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(momentum));
        trainer.initialize(new Shape(batch, FEATURES));
        manager = trainer.getManager().newSubManager();
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[batch * FEATURES];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble();
        }
        long[] y = random.longs(batch, 0, CLASSES).toArray();
        data = new NDList(manager.create(x, new Shape(batch, FEATURES)));
        labels = new NDList(manager.create(y));
        float before = loss();
        for (int i = 0; i < TRIES; i++) {
            step();
        }
        float after = loss();
        if (!(after < before)) {
            throw new IllegalStateException("loss " + before + " before, " + after + " after training, expected less");
        }
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        manager.close();
        trainer.close();
        model.close();
    }

    /** One step. */
    @Benchmark
    public void step() {
        try (NDManager step = manager.newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            NDList output = trainer.forward(data);
            NDArray loss = trainer.getLoss().evaluate(labels, output);
            collector.backward(loss);
            loss.attach(step);
            output.attach(step);
        }
        trainer.step();
    }

    private float loss() {
        NDList output = trainer.evaluate(data);
        NDArray loss = trainer.getLoss().evaluate(labels, output);
        float value = loss.getFloat();
        loss.close();
        output.close();
        return value;
    }
}
