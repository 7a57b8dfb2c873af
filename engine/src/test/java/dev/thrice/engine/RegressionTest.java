package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The squared error of target values. */
class RegressionTest {
    private static final Chain CHAIN =
            Chain.inputs(9).dense(13, Activation.GELU).dense(6, Activation.TANH).values(3);

    /** Float32's rounding of outputs of order 1, in a mean of squares. */
    private static final double ROUNDING = 1e-6;

    /** Batches that workers have rows of, and too small for that; what the loss is of, is there when it is summed. */
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 3", "2, 48", "3, 49"})
    void aStepsLossIsThatOfAllSamplesOnAnyNumberOfWorkers(int workers, int batch) {
        for (LearningAlgorithm algorithm : new LearningAlgorithm[] {
            new Backpropagation(), new FixedPrediction(3, .5f), new ZeroDivergence(), new IncrementalPc(4, .25f)
        }) {
            try (WorkerTeam one = new WorkerTeam(1);
                    WorkerTeam many = new WorkerTeam(workers)) {
                assertArrayEquals(losses(algorithm, one, batch), losses(algorithm, many, batch), algorithm::toString);
            }
        }
    }

    private static double[] losses(LearningAlgorithm algorithm, WorkerTeam team, int batch) {
        try (Network network = Networks.fed(CHAIN, batch, 7)) {
            TrainingStep step = new TrainingStep(
                    new Engine(network, algorithm, new BatchParallel(team)), new Momentum(LearningRates.all(.1f), .5f));
            double[] losses = new double[20];
            for (int i = 0; i < losses.length; i++) {
                double expected = new Reference(network).loss();
                losses[i] = step.run();
                assertEquals(expected, losses[i], ROUNDING);
            }
            assertTrue(losses[19] < losses[0], () -> algorithm + ": " + losses[0] + " to " + losses[19]);
            return losses;
        }
    }

    @Test
    void theLossOfSomeSamplesIsTheirs() {
        try (Network network = Networks.fed(CHAIN, 11, 7)) {
            Reference reference = new Reference(network);
            double sum = 0;
            for (int samples = 0; samples <= 11; samples++) {
                assertEquals(sum, network.loss(samples), 11 * ROUNDING);
                sum += samples < 11 ? reference.loss(samples, reference.feedforward(samples).mu[3]) : 0;
            }
        }
    }
}
