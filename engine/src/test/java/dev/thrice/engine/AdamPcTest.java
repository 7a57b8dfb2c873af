package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.AdamPc;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamPcTest {
    /** So large that rounding of a gradient that is almost 0 is no step of size gamma. */
    private static final double EPSILON = 1e-2;

    private static final double ROUNDING = 1e-5;

    /** Twice the batch, since moments begin anew. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 30})
    void valuesFollowTheReference(int steps) {
        for (long seed = 1; seed <= 6; seed++) {
            boolean skips = seed % 2 == 0;
            try (Network network = skips ? Networks.skipping(6, 3, seed) : Networks.tanh(6, 3, seed)) {
                AdamPc algorithm =
                        new AdamPc(steps, .0625f, Precisions.hidden(1.5f), .75, .9375, EPSILON, LossReduction.SUM);
                Engine engine = Networks.engine(network, algorithm);
                engine.errors();
                engine.errors();
                Reference reference = new Reference(network);
                for (int s = 0; s < 3; s++) {
                    Reference.State state = relaxed(reference, s, steps, reference.hiddenPrecision(1.5));
                    for (int l = 1; l < 6; l++) {
                        Vectors.assertNear(state.x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                        Vectors.assertNear(state.e[l], engine.error(l).rows(s, 1), ROUNDING);
                    }
                }
            }
        }
    }

    /** Algorithm 1 of Kingma & Ba (2015) on all values at once, gamma 1/16, betas 3/4 and 15/16. */
    private static Reference.State relaxed(Reference reference, int sample, int steps, double[] precisions) {
        Reference.State state = reference.feedforward(sample);
        double[][] first = new double[reference.length][];
        double[][] second = new double[reference.length][];
        for (int l = 1; l < reference.length; l++) {
            first[l] = new double[state.x[l].length];
            second[l] = new double[state.x[l].length];
        }
        for (int t = 1; t <= steps; t++) {
            double[][] gradient = new double[reference.length][];
            for (int l = 1; l < reference.length; l++) {
                gradient[l] = reference.energyGradient(state, l, precisions);
            }
            for (int l = 1; l < reference.length; l++) {
                for (int i = 0; i < gradient[l].length; i++) {
                    double g = gradient[l][i];
                    first[l][i] = .75 * first[l][i] + .25 * g;
                    second[l][i] = .9375 * second[l][i] + .0625 * g * g;
                    double mean = first[l][i] / (1 - Math.pow(.75, t));
                    double square = second[l][i] / (1 - Math.pow(.9375, t));
                    state.x[l][i] -= .0625 * mean / (Math.sqrt(square) + EPSILON);
                }
            }
            reference.compare(sample, state);
        }
        return state;
    }

    /** e_L = S^-1 r (section 10), as near as a step of gamma comes. */
    @Test
    void aLinearChainComesToItsClosedFormEquilibrium() {
        try (Network network = Networks.linear(4, 7, 5, 6, 4, 3)) {
            Engine engine = Networks.engine(network, new AdamPc(20_000, 1e-3f));
            engine.errors();
            Reference reference = new Reference(network);
            for (int s = 0; s < 4; s++) {
                double[] e = LinearChain.outputErrorAtEquilibrium(reference, s);
                Vectors.assertClose(new double[][] {e}, engine.error(3).rows(s, 1), 5e-3, "e_L");
            }
        }
    }

    /** Of one size whatever has arrived, where epsilon is nothing beside it; before, nothing moves. */
    @Test
    void aFirstMoveGoesByTheStepAlone() {
        int length = 5;
        try (Network network = Networks.tanh(length, 2, 7)) {
            for (int l = 1; l < length; l++) {
                Engine before = Networks.engine(network, new AdamPc(length - l - 1, .25f));
                before.errors();
                assertArrayEquals(
                        network.activation(l).toArray(), before.nodes().value(l).toArray());
                int t = length - l;
                Engine engine = Networks.engine(network, new AdamPc(t, .25f));
                engine.errors();
                double moved = engine.nodes().value(l).get(1, 0)
                        - network.activation(l).get(1, 0);
                double expected = .25 * .1 / (1 - Math.pow(.9, t)) * Math.sqrt((1 - Math.pow(.999, t)) / (1 - .999));
                assertEquals(expected, Math.abs(moved), 1e-5);
            }
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        requireRefusal("step size 0.0, expected above 0 and below 2", 0f, .9, 1e-8);
        requireRefusal("adam: beta1 1.0, expected at least 0 and below 1", .5f, 1, 1e-8);
        requireRefusal("epsilon 0.0, expected a number above 0", .5f, .9, 0);
        requireRefusal("epsilon 0.0, expected a number above 0", .5f, .9, 1e-60);
    }

    private static void requireRefusal(String message, float stepSize, double beta1, double epsilon) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new AdamPc(3, stepSize, Precisions.ONES, beta1, .999, epsilon, LossReduction.SUM))
                        .getMessage());
    }
}
