package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Sgd;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProximalPcTest {
    /** Float32's rounding of values of order 1, over some dozen contracting steps. */
    private static final double ROUNDING = 5e-6;

    /** VPC's gradient with an output precision of beta / (1 + beta), each sample's over 1 + ||x||^2. */
    @Property(tries = 20)
    void theGradientFollowsTheReference(
            @ForAll @IntRange(min = 1, max = 6) int chainLength,
            @ForAll @IntRange(max = 20) int steps,
            @ForAll long seed) {
        try (Network network = Networks.mixed(chainLength, 3, seed)) {
            Engine engine = Networks.engine(network, new ProximalPc(steps, .125f, 4f));
            engine.gradients();
            Reference reference = new Reference(network);
            double[] precisions = reference.ones();
            precisions[chainLength - 1] = 4.0 / 5;
            double[][][] mean = new double[chainLength][][];
            for (int s = 0; s < 3; s++) {
                Reference.State state = reference.feedforward(s);
                for (int t = 0; t < steps; t++) {
                    reference.step(s, state, .125, precisions, false);
                }
                for (int l = 0; l < chainLength; l++) {
                    double[][] gradient = reference.parameterGradient(state, l, precisions[l]);
                    int inputs = reference.weights[l][0].length;
                    mean[l] = s == 0 ? new double[gradient.length][inputs] : mean[l];
                    for (int o = 0; o < gradient.length; o++) {
                        for (int i = 0; i < inputs; i++) {
                            mean[l][o][i] += gradient[o][i] / 3 / (1 + Vectors.dot(state.x[l], state.x[l]));
                        }
                    }
                }
            }
            Assume.that(reference.kinkDistance > ROUNDING);
            for (int l = 0; l < chainLength; l++) {
                for (int o = 0; o < mean[l].length; o++) {
                    for (int i = 0; i < mean[l][o].length; i++) {
                        assertEquals(mean[l][o][i], engine.gradient().weight(l).get(o, i), ROUNDING);
                    }
                }
            }
        }
    }

    /** A step of SGD at rate 1 leaves e / (1 + beta) of an affine function's error, whatever its input. */
    @ParameterizedTest
    @ValueSource(floats = {.01f, 1, 1e6f})
    void aStepLeavesWhatBetaSays(float beta) {
        try (Network network = Networks.linear(1, 3, 6, 4)) {
            network.inputs().fill(30f);
            double[] before = new Reference(network).feedforward(0).e[1];
            Engine engine = Networks.engine(network, new ProximalPc(0, 1f, beta));
            new TrainingStep(engine, new Sgd(LearningRates.all(1f))).run();
            double[] after = new Reference(network).feedforward(0).e[1];
            for (int i = 0; i < before.length; i++) {
                assertEquals(before[i] / (1 + beta), after[i], ROUNDING * 30);
            }
        }
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ProximalPc(3, .5f, 0f));
        assertThrows(IllegalArgumentException.class, () -> new ProximalPc(3, .5f, Float.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new ProximalPc(-1, .5f, 1f));
    }
}
