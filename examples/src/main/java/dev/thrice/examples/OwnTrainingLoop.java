package dev.thrice.examples;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;

/** The engine without a model and a trainer around it: a step at a time, nothing of which allocates. */
public final class OwnTrainingLoop {
    private OwnTrainingLoop() {}

    public static void main(String... args) {
        Dataset digits = SyntheticDigits.generate(3000, 1, Arena.ofAuto());
        Minibatches batches = new Minibatches(digits, 64, Minibatches.LastBatch.DROP, 1);

        Chain chain = Chain.inputs(784)
                .dense(64, Activation.TANH)
                .dense(64, Activation.GELU)
                .classes(10);
        Optimizer optimizer = new Momentum(LearningRates.all(.05f), .9f);
        LearningAlgorithm algorithm = new FixedPrediction(2, 1f);
        long bytes = MemoryPlan.of(chain, 64, algorithm, optimizer).total(); // exactly, before any of it is taken
        System.out.println(chain + " takes " + bytes + " bytes");
        try (Network network = new Network(chain, 64, Kernels.select(), 1);
                WorkerTeam team = new WorkerTeam(2)) {
            TrainingStep step = new TrainingStep(new Engine(network, algorithm, new BatchParallel(team)), optimizer);
            for (int epoch = 0; epoch < 5; epoch++) {
                batches.startEpoch(epoch);
                double sum = 0;
                while (batches.hasNext()) {
                    batches.next(network.inputs(), network.labels()); // or write them yourself
                    sum += step.run(); // the batch's mean loss, before the update
                }
                System.out.println("Loss of epoch " + (epoch + 1) + ": " + sum / batches.batchesPerEpoch());
            }
        }
    }
}
