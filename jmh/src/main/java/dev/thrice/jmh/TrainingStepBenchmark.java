package dev.thrice.jmh;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A step of training on one batch: feedforward pass, errors, gradients, update with momentum. The network is the paper's, 784 - width x
 * hidden layers - 10. Inference takes as many steps as backpropagation's errors need, with a step size of 1; under VPC, of .5.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingStepBenchmark extends Defaults {
    private static final int TRIES = 200;

    /** mlp, or lenet5: LeCun et al. (1998) with tanh and mean pooling, whatever is said of layers. */
    @Param({"mlp"})
    private String network;

    /** How the errors are found: backprop, fpa, fpa-closed-form, vpc, z-il. */
    @Param({"backprop"})
    private String algorithm;

    /** In which order: sequential, batch-parallel, wavefront, gauss-seidel. */
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

    /** Threads of all executors but sequential, the caller included. */
    @Param({"1"})
    private int workers;

    /** Who computes products. */
    @Param({"jit", "simd"})
    private String provider;

    private Network planned;
    private WorkerTeam team;
    private TrainingStep step;
    private double flops;

    /** Plans the step, and checks that it learns the batch. */
    @Setup(Level.Trial)
    public void plan() {
        planned = Perceptron.fed(chain(), batch, Kernels.select(provider));
        team = new WorkerTeam(workers);
        Engine engine = new Engine(
                planned, Choice.algorithm(algorithm, planned.chain().length()), Choice.executor(executor, team));
        flops = Perceptron.backpropagationFlops(planned);
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

    private Chain chain() {
        return switch (network) {
            case "mlp" -> Perceptron.chain(hiddenLayers, width);
            case "lenet5" -> ImageChain.lenet5(new ImageShape(28, 28, 1), 10);
            default -> throw new IllegalArgumentException("network '" + network + "', expected mlp or lenet5");
        };
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        team.close();
        planned.close();
    }

    /**
     * One step. Its rate is that of backpropagation's work, which the others do too, whatever else they do.
     *
     * @param rate counts it
     * @return the loss before it
     */
    @Benchmark
    public double step(Rate rate) {
        rate.count(flops, workers);
        return step.run();
    }
}
