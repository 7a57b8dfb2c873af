package dev.thrice.jmh;

import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.measure.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A step of training, as {@link TrainingStepBenchmark} has it, on one worker, on several, and on as many networks apart with a share
 * of the batch each, by turns. A network apart also updates all of its parameters, of which a worker has a share.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingScalingBenchmark extends Defaults {
    private static final int STEPS = 5;

    /** How the errors are found: backprop, fpa, fpa-closed-form, vpc, z-il. */
    @Param({"fpa"})
    private String algorithm;

    /** In which order: batch-parallel, wavefront, gauss-seidel. */
    @Param({"batch-parallel"})
    private String executor;

    /** Hidden layers. */
    @Param({"20"})
    private int hiddenLayers;

    /** Their width. */
    @Param({"64"})
    private int width;

    /** Samples of a batch. */
    @Param({"64"})
    private int batch;

    /** Threads, the caller included. */
    @Param({"2"})
    private int workers;

    /** Whether each thread stays on a processor of its own. */
    @Param({"false"})
    private boolean pinned;

    /** Who computes products. */
    @Param({"jit", "simd"})
    private String provider;

    private final List<AutoCloseable> owned = new ArrayList<>();
    private WorkerTeam team;
    private TrainingStep[] shares;
    private Turns turns;

    /** Plans, and checks that several workers come to the same loss as one, to the bit, as they do by SIMD and scalar kernels. */
    @Setup(Level.Trial)
    public void plan() {
        team = own(Workers.start(workers, pinned)).team();
        TrainingStep one = step(batch, own(new WorkerTeam(1)));
        TrainingStep together = step(batch, team);
        shares = new TrainingStep[workers];
        for (int w = 0; w < workers; w++) {
            shares[w] = step(batch * (w + 1) / workers - batch * w / workers, own(new WorkerTeam(1)));
        }
        for (int i = 0; i < STEPS; i++) {
            double expected = one.run();
            double loss = together.run();
            if (loss != expected) {
                throw new IllegalStateException("loss " + loss + " in step " + i + ", expected " + expected);
            }
        }
        turns = own(new Turns(
                team,
                Kernels.select(provider),
                () -> steps(one),
                () -> steps(together),
                () -> team.run((worker, all) -> steps(shares[worker]))));
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() throws Exception {
        for (AutoCloseable resource : owned.reversed()) {
            resource.close();
        }
    }

    /**
     * Each way ten times.
     *
     * @param speedup over one worker
     */
    @Benchmark
    public void byTurns(Speedup speedup) {
        speedup.take(turns);
    }

    private static void steps(TrainingStep step) {
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
    }

    private TrainingStep step(int samples, WorkerTeam workersOfIt) {
        Network network = own(Perceptron.fed(hiddenLayers, width, samples, Kernels.select(provider)));
        Engine engine = new Engine(
                network, Choice.algorithm(algorithm, network.chain().length()), Choice.executor(executor, workersOfIt));
        return new TrainingStep(engine, new Momentum(LearningRates.all(.01f), .9f));
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }
}
