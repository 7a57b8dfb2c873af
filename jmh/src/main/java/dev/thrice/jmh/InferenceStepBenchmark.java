package dev.thrice.jmh;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.measure.Turns;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of inference of all nodes, FPA-PC with gamma = 1/2, beside its products alone on as many workers, each with the
 * rows of the batch that are its own. A step is one of a thousand after one feedforward pass, which adds less than 1 %.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InferenceStepBenchmark extends Defaults {
    private static final int STEPS = 1000;
    private static final float STEP_SIZE = .5f;
    private static final int TILE_ROWS = 4;

    /** In which order: sequential, batch-parallel, wavefront, gauss-seidel. */
    @Param({"batch-parallel"})
    private String executor;

    /** Hidden layers. */
    @Param({"5", "20"})
    private int hiddenLayers;

    /** Their width. */
    @Param({"64"})
    private int width;

    /** Samples of a batch, at least 4 a worker. */
    @Param({"64"})
    private int batch;

    /** Threads, the caller included. */
    @Param({"1", "2"})
    private int workers;

    /** Whether each thread stays on a processor of its own. */
    @Param({"false"})
    private boolean pinned;

    /** Who computes products. */
    @Param({"jit", "simd"})
    private String provider;

    private Network network;
    private Workers members;
    private WorkerTeam team;
    private Engine engine;
    private Operation[][] products;
    private double flops;
    private Turns turns;

    /** Plans both, and checks that inference converges to backpropagation's errors and that the products keep them there. */
    @Setup(Level.Trial)
    public void plan() {
        if (batch < workers * TILE_ROWS) {
            throw new IllegalArgumentException(
                    "batch of " + batch + " for " + workers + " workers, expected " + TILE_ROWS + " samples for each");
        }
        network = Perceptron.fed(hiddenLayers, width, batch, Kernels.select(provider));
        members = Workers.start(workers, pinned);
        team = members.team();
        engine = new Engine(network, new FixedPrediction(STEPS, STEP_SIZE), Choice.executor(executor, team));
        flops = Perceptron.inferenceFlops(network);
        products = new Operation[workers][];
        for (int w = 0; w < workers; w++) {
            products[w] = products(cut(w), cut(w + 1) - cut(w));
        }
        Engine exact =
                new Engine(network, new Backpropagation(true, LossReduction.SUM), Choice.executor("sequential", team));
        exact.errors();
        step(new Rate());
        check(exact);
        gemms(new Rate());
        check(exact);
        turns = new Turns(team, network.kernels(), engine::errors, () -> team.run(this::gemms));
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        turns.close();
        members.close();
        network.close();
    }

    /**
     * A step.
     *
     * @param rate counts its products' work
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step(Rate rate) {
        engine.errors();
        rate.count(STEPS * flops, workers);
    }

    /**
     * The products of a step.
     *
     * @param rate counts their work
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void gemms(Rate rate) {
        team.run(this::gemms);
        rate.count(STEPS * flops, workers);
    }

    /**
     * Both by turns, a thousand of each twice.
     *
     * @param overhead what a step takes over its products
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void byTurns(Overhead overhead) {
        overhead.take(turns);
    }

    private void gemms(int worker, WorkerTeam all) {
        for (int t = 0; t < STEPS; t++) {
            for (Operation product : products[worker]) {
                product.run();
            }
        }
    }

    private int cut(int worker) {
        return worker == workers ? batch : batch * worker / workers / TILE_ROWS * TILE_ROWS;
    }

    /** e_l = gamma J_l^T e_(l+1) + (1 - gamma) e_l for some rows, as the engine plans them. */
    private Operation[] products(int first, int rows) {
        Chain chain = network.chain();
        Operation[] planned = new Operation[chain.length() - 1];
        for (int l = 1; l < chain.length(); l++) {
            Tensor above = engine.nodes().delta(l + 1).rows(first, rows);
            Tensor error = engine.nodes().error(l, first, rows);
            planned[l - 1] = chain.function(l)
                    .inputVjp(
                            network.kernels(),
                            network.output(l + 1).rows(first, rows),
                            above,
                            network.parameters().of(l),
                            STEP_SIZE,
                            1 - STEP_SIZE,
                            error);
        }
        return planned;
    }

    /** To the rounding of a few steps: the step is a contraction. */
    private void check(Engine exact) {
        for (int l = 1; l < network.chain().length(); l++) {
            Tensor expected = exact.error(l);
            Tensor actual = engine.error(l);
            double difference = 0;
            double square = 0;
            for (int i = 0; i < batch; i++) {
                for (int j = 0; j < expected.columns(); j++) {
                    difference += Math.pow(actual.get(i, j) - expected.get(i, j), 2);
                    square += Math.pow(expected.get(i, j), 2);
                }
            }
            if (!(difference <= 1e-10 * square)) {
                throw new IllegalStateException("error of node " + l + " is off by " + Math.sqrt(difference / square)
                        + ", expected 1e-5 of backpropagation's");
            }
        }
    }
}
