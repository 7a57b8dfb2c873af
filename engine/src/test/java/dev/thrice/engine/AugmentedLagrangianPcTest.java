package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.AugmentedLagrangianPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentedLagrangianPcTest {
    /** Float32's rounding of values of order 1, added up by multipliers over some steps. */
    private static final double ROUNDING = 1e-5;

    @Property(tries = 30)
    void valuesCreditsAndGradientsFollowTheReference(
            @ForAll @IntRange(min = 1, max = 10) int chainLength,
            @ForAll @IntRange(max = 15) int steps,
            @ForAll boolean skips,
            @ForAll long seed) {
        try (Network network = skips ? Networks.skipping(chainLength, 3, seed) : Networks.mixed(chainLength, 3, seed)) {
            LearningAlgorithm algorithm = new AugmentedLagrangianPc(steps, .125f, .75f, .5f, LossReduction.SUM);
            Engine engine = Networks.engine(network, algorithm);
            engine.gradients();
            Reference reference = new Reference(network);
            Reference.State[] states = new Reference.State[3];
            for (int s = 0; s < 3; s++) {
                states[s] = relaxed(reference, s, steps, .125, .75, .5);
                for (int l = 1; l < chainLength; l++) {
                    Vectors.assertNear(states[s].x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                    Vectors.assertNear(states[s].e[l], engine.error(l).rows(s, 1), ROUNDING);
                }
            }
            Assume.that(reference.kinkDistance > ROUNDING);
            for (int l = 0; l < chainLength; l++) {
                double[][] mean = reference.meanGradient(states, l, 1);
                for (int o = 0; o < mean.length; o++) {
                    Vectors.assertNear(
                            Reference.ofWeights(mean)[o],
                            engine.gradient().weight(l).rows(o, 1),
                            ROUNDING);
                }
            }
        }
    }

    /** A sample's values after so many steps, and in place of its hidden errors the credit that parameters learn from. */
    private static Reference.State relaxed(
            Reference reference, int sample, int steps, double gamma, double rho, double alpha) {
        Reference.State state = reference.feedforward(sample);
        int length = reference.length;
        double[][] multipliers = new double[length][];
        double[][] learned = new double[length][];
        for (int l = 1; l < length; l++) {
            multipliers[l] = new double[state.e[l].length];
            learned[l] = multipliers[l];
        }
        for (int t = 0; t < steps; t++) {
            reference.step(sample, state, gamma, reference.ones(), false);
            for (int l = 1; l < length; l++) {
                double[] residual = state.e[l];
                learned[l] = sum(multipliers[l], rho, residual);
                multipliers[l] = sum(multipliers[l], alpha, residual);
                state.e[l] = sum(multipliers[l], rho, residual);
            }
        }
        for (int l = 1; l < length; l++) {
            state.e[l] = learned[l];
        }
        return state;
    }

    private static double[] sum(double[] a, double factor, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += factor * b[i];
        }
        return sum;
    }

    /** No value has moved in the end, and errors are those of backpropagation: for functions of any kind. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, .5", "true, 1"})
    void atRestItIsBackpropagation(boolean sweeps, float penalty) {
        try (Network network = Networks.of(Networks.Kind.SAVING, 5, 4, 19);
                WorkerTeam team = new WorkerTeam(1)) {
            LearningAlgorithm algorithm = new AugmentedLagrangianPc(4000, .2f, penalty, .3f, LossReduction.SUM);
            Engine engine = sweeps
                    ? new Engine(network, algorithm, new GaussSeidel(team))
                    : Networks.engine(network, algorithm);
            engine.gradients();
            Reference reference = new Reference(network);
            Reference.State[] states = new Reference.State[4];
            for (int s = 0; s < 4; s++) {
                states[s] = reference.backpropagated(s);
                for (int l = 1; l < 5; l++) {
                    Vectors.assertNear(states[s].x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                    Vectors.assertClose(
                            new double[][] {states[s].e[l]}, engine.error(l).rows(s, 1), 1e-4, "e_" + l);
                }
            }
            for (int l = 0; l < 5; l++) {
                double[][] mean = Reference.ofWeights(reference.meanGradient(states, l, 1));
                Vectors.assertClose(mean, engine.gradient().weight(l), 1e-4, "layer " + l);
            }
        }
    }

    /** rho gamma^t (alpha + rho)^(t - 1) g_l at t = L - l; with gamma (alpha + rho) = 1 as much at every depth. */
    @ParameterizedTest
    @CsvSource({".25, 2, 1", ".5, 1, 1", ".25, 1, 1"})
    void creditArrivesAsBackpropagationsScaled(float gamma, float rho, float alpha) {
        int length = 6;
        try (Network network = Networks.tanh(length, 4, 19)) {
            Reference reference = new Reference(network);
            for (int l = 1; l < length; l++) {
                int t = length - l;
                Engine engine =
                        Networks.engine(network, new AugmentedLagrangianPc(t, gamma, rho, alpha, LossReduction.SUM));
                engine.errors();
                double factor = rho * Math.pow(gamma, t) * Math.pow(alpha + rho, t - 1);
                double[][] expected = new double[4][];
                for (int s = 0; s < 4; s++) {
                    double[] g = reference.backpropagated(s).e[l];
                    expected[s] = sum(new double[g.length], factor, g);
                }
                Vectors.assertClose(expected, engine.error(l), 2e-6, "e_" + l);
                Engine before = Networks.engine(
                        network, new AugmentedLagrangianPc(t - 1, gamma, rho, alpha, LossReduction.SUM));
                before.errors();
                assertTrue(Vectors.isZero(before.error(l)), "nothing before it arrives");
            }
        }
    }

    /** As many as VPC: L - 1 input-VJPs and as many predictions a step, of which a node's are of use from its first move on. */
    @Test
    void workIsCountedExactly() {
        try (Network network = Networks.tanh(4, 5, 2)) {
            Engine engine = Networks.engine(network, new AugmentedLagrangianPc(6, .25f));
            engine.gradients();
            assertEquals(new Counts(4 + 6 * 3, 3, 6 * 3, 3, 4), engine.counts());
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        requireRefusal("inference steps -1, expected at least 0", -1, .5f, 1, 1);
        requireRefusal("step size 2.0, expected above 0 and below 2", 3, 2f, 1, 1);
        requireRefusal("penalty 0.0, expected a number above 0", 3, .5f, 0, 1);
        requireRefusal("dual step size NaN, expected a number above 0", 3, .5f, 1, Float.NaN);
        requireRefusal("penalty Infinity, expected a number above 0", 3, .5f, Float.POSITIVE_INFINITY, 1);
    }

    private static void requireRefusal(String message, int steps, float stepSize, float penalty, float dualStepSize) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new AugmentedLagrangianPc(
                                        steps, stepSize, penalty, dualStepSize, LossReduction.SUM))
                        .getMessage());
    }
}
