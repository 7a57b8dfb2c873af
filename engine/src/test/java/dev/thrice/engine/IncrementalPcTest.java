package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncrementalPcTest {
    private static final float RATE = .05f;
    private static final float MOMENTUM = .5f;

    /** Float32's rounding of values of order 1, over some dozen contracting steps. */
    private static final double ROUNDING = 5e-6;

    /** Two batches, so that the momentum of the first moves all parameters from the first step of the second on. */
    @Property(tries = 30)
    void valuesAndParametersFollowTheReference(
            @ForAll @IntRange(min = 1, max = 6) int chainLength,
            @ForAll @IntRange(min = 1, max = 12) int steps,
            @ForAll long seed) {
        try (Network network = Networks.mixed(chainLength, 3, seed)) {
            Engine engine = Networks.engine(network, new IncrementalPc(steps, .125f));
            TrainingStep training = new TrainingStep(engine, new Momentum(LearningRates.all(RATE), MOMENTUM));
            Reference reference = new Reference(network);
            double[][][] velocity = new double[chainLength][][];
            Reference.State[] states = new Reference.State[3];
            for (int batch = 0; batch < 2; batch++) {
                training.run();
                Arrays.setAll(states, reference::feedforward);
                for (int t = 0; t < steps; t++) {
                    step(reference, states, velocity);
                }
            }
            Assume.that(reference.kinkDistance > ROUNDING);
            for (int l = 0; l < chainLength; l++) {
                Vectors.assertClose(reference.weights[l], network.parameters().weight(l), ROUNDING, "W_" + l);
                for (int s = 0; s < 3 && l > 0; s++) {
                    Vectors.assertNear(states[s].x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                }
            }
        }
    }

    /** Both descents from the same values and parameters, then predictions with what has moved. */
    private static void step(Reference reference, Reference.State[] states, double[][][] velocity) {
        for (int l = 0; l < reference.length; l++) {
            double[][] gradient = reference.meanGradient(states, l, 1);
            velocity[l] = velocity[l] == null ? new double[gradient.length][gradient[0].length] : velocity[l];
            for (int o = 0; o < gradient.length; o++) {
                for (int i = 0; i < gradient[o].length; i++) {
                    velocity[l][o][i] = MOMENTUM * velocity[l][o][i] + gradient[o][i];
                }
            }
        }
        for (int s = 0; s < states.length; s++) {
            reference.step(s, states[s], .125, reference.ones(), false); // reads the parameters that were
        }
        for (int l = 0; l < reference.length; l++) {
            for (int o = 0; o < velocity[l].length; o++) {
                int inputs = velocity[l][o].length - 1;
                for (int i = 0; i < inputs; i++) {
                    reference.weights[l][o][i] -= RATE * velocity[l][o][i];
                }
                if (reference.biased[l]) {
                    reference.biases[l][o] -= RATE * velocity[l][o][inputs];
                }
            }
        }
        for (int s = 0; s < states.length; s++) {
            reference.compare(s, states[s]);
        }
    }

    /** Batches by rows and by nodes, and every executor in Jacobi order; a sweep is another iteration. */
    @ParameterizedTest
    @CsvSource({"1, TANH", "2, TANH", "4, TANH", "2, SAVING"})
    void anyNumberOfWorkersTrainsToTheSameBits(int workers, Networks.Kind kind) {
        for (int batch : new int[] {3, 48}) {
            try (WorkerTeam team = new WorkerTeam(workers);
                    WorkerTeam one = new WorkerTeam(1)) {
                float[] alone = trained(kind, batch, new BatchParallel(one));
                assertArrayEquals(alone, trained(kind, batch, new BatchParallel(team)));
                assertArrayEquals(alone, trained(kind, batch, new Wavefront(team)));
                assertArrayEquals(
                        trained(kind, batch, new GaussSeidel(one)), trained(kind, batch, new GaussSeidel(team)));
            }
        }
    }

    private static float[] trained(Networks.Kind kind, int batch, Executor executor) {
        try (Network network = Networks.of(kind, 5, batch, 3)) {
            TrainingStep training = new TrainingStep(
                    new Engine(network, new IncrementalPc(7, .5f), executor),
                    new Momentum(LearningRates.all(RATE), MOMENTUM));
            for (int i = 0; i < 4; i++) {
                training.run();
            }
            return network.parameters().weight(0).toArray();
        }
    }

    /** With nobody to move the parameters, the values are those of VPC, and the gradient is VPC's a step before. */
    @Test
    void withoutAnOptimizerItIsVariational() {
        try (Network network = Networks.tanh(4, 5, 2)) {
            Engine incremental = Networks.engine(network, new IncrementalPc(8, .25f));
            Engine variational = Networks.engine(network, new VariationalPc(7, .25f));
            incremental.gradients();
            variational.gradients();
            for (int l = 0; l < 4; l++) {
                Vectors.assertClose(
                        Reference.matrix(variational.gradient().weight(l)),
                        incremental.gradient().weight(l),
                        ROUNDING,
                        "layer " + l);
            }
        }
    }

    /** In each of T steps L predictions, L - 1 input-VJPs and L parameter-VJPs; the last move is for nothing. */
    @Test
    void workIsCountedExactly() {
        try (Network network = Networks.tanh(4, 5, 2)) {
            Engine engine = Networks.engine(network, new IncrementalPc(6, .25f));
            engine.gradients();
            assertEquals(new Counts(4 + 6 * 4, 4, 6 * 3, 3, 6 * 4), engine.counts());
        }
    }

    /** Values that leave the finite numbers within an inference do not take the parameters with them. */
    @Test
    void whatIsNotFiniteEndsTheUpdates() {
        try (Network network = Networks.linear(6, 3, 5, 7, 6, 4)) {
            network.parameters().weight(1).fill(50f);
            Engine engine = Networks.engine(network, new IncrementalPc(60, 1.9f));
            TrainingStep training = new TrainingStep(engine, new Momentum(LearningRates.all(0x1p-100f), MOMENTUM));
            DivergenceException e = assertThrows(DivergenceException.class, training::run);
            assertTrue(
                    e.getMessage()
                            .endsWith("expected finite numbers; the parameters are those of the last finite update"),
                    e.getMessage());
            for (int l = 0; l < 3; l++) {
                assertTrue(network.kernels().allFinite(network.parameters().weight(l)));
            }
        }
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new IncrementalPc(0, .5f));
        assertThrows(IllegalArgumentException.class, () -> new IncrementalPc(3, 2f));
    }
}
