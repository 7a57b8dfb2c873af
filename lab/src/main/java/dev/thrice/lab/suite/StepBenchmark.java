package dev.thrice.lab.suite;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.gate.GateBenchmark;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.Map;

/** A step of training the paper's network, 784 - 64 x 5 - 10, on one batch of 64. */
final class StepBenchmark implements GateBenchmark {
    private static final int BATCH = 64;
    private static final int CLASSES = 10;
    private static final long SEED = 1;

    /** So small that the network stays what it was, however often it runs. */
    private static final float LEARNING_RATE = 1e-7f;

    private final Network network;
    private final WorkerTeam team;
    private final Engine engine;
    private final TrainingStep step;

    StepBenchmark(Kernels kernels, LearningAlgorithm algorithm, int workers) {
        Chain chain = Chain.multilayerPerceptron(784, 5, 64, CLASSES);
        network = new Network(chain, BATCH, kernels, SEED);
        KernelBenchmark.fill(network.inputs(), SEED);
        for (int i = 0; i < BATCH; i++) {
            network.labels().set(i, i % CLASSES);
        }
        team = new WorkerTeam(workers);
        engine = new Engine(network, algorithm, new BatchParallel(team));
        step = new TrainingStep(engine, new Momentum(LearningRates.all(LEARNING_RATE), .9f));
    }

    @Override
    public void run() {
        step.run();
    }

    @Override
    public long resultHash() {
        long hash = 0;
        for (int l = 0; l < network.chain().length(); l++) {
            for (Tensor gradient : engine.gradient().of(l)) {
                hash = 31 * hash + Arrays.hashCode(gradient.toArray());
            }
        }
        return hash;
    }

    @Override
    public Map<String, Long> work() {
        Counts counts = engine.counts();
        return Map.of(
                "forwards", counts.forwards(),
                "input VJPs", counts.inputVjps(),
                "parameter VJPs", counts.parameterVjps());
    }

    @Override
    public int threads() {
        return team.workers();
    }

    @Override
    public void close() {
        team.close();
        network.close();
    }
}
