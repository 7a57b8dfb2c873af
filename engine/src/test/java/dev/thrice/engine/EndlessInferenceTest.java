package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many steps as it takes, which is as many as an int counts: planned at once, and run until it has converged. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class EndlessInferenceTest {
    @Test
    void aToleranceEndsIt() {
        try (Network network = Networks.tanh(4, 9, 3);
                WorkerTeam team = new WorkerTeam(2)) {
            Engine few = Networks.engine(network, new VariationalPc(500, .25f).withTolerance(.1));
            Engine most = new Engine(
                    network, new VariationalPc(Integer.MAX_VALUE, .25f).withTolerance(.1), new BatchParallel(team));
            few.gradients();
            most.gradients();
            assertTrue(few.stepsTaken() < 500);
            assertEquals(few.stepsTaken(), most.stepsTaken());
            Vectors.assertSameBits(few.gradient(), most.gradient());
        }
    }

    @Test
    void theClosedFormOfAnyNumberOfStepsIsBackpropagation() {
        try (Network network = Networks.tanh(6, 9, 3)) {
            Engine exact = Networks.engine(network, new Backpropagation());
            exact.gradients();
            for (float stepSize : new float[] {.01f, 1f, 1.5f, 1.9f}) {
                Engine closed = Networks.engine(network, new FixedPredictionClosedForm(Integer.MAX_VALUE, stepSize));
                closed.gradients();
                for (int l = 0; l < network.chain().length(); l++) {
                    Vectors.assertClose(
                            Reference.matrix(exact.gradient().weight(l)),
                            closed.gradient().weight(l),
                            1e-6,
                            "layer " + l);
                }
            }
        }
    }

    /** An error that arrives in step 3, or in a sweep in step 1, and a step that no int counts. */
    @Test
    void zIlsDelayEndsWhereStepsDo() {
        try (Network network = Networks.tanh(4, 9, 3);
                WorkerTeam team = new WorkerTeam(1)) {
            ZeroDivergence late = new ZeroDivergence(1f, true, Integer.MAX_VALUE - 4, LossReduction.SUM);
            ZeroDivergence later = new ZeroDivergence(1f, true, Integer.MAX_VALUE - 3, LossReduction.SUM);
            ZeroDivergence latest = new ZeroDivergence(1f, true, Integer.MAX_VALUE, LossReduction.SUM);
            assertEquals(
                    Integer.MAX_VALUE - 1,
                    Networks.engine(network, late).inference().steps());
            for (ZeroDivergence never : new ZeroDivergence[] {later, latest}) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> Networks.engine(network, never));
                assertTrue(
                        e.getMessage().startsWith("delay " + never.delay() + ", expected below 2147483644"),
                        e.getMessage());
            }
            assertThrows(IllegalArgumentException.class, () -> new Engine(network, latest, new GaussSeidel(team)));
        }
    }
}
