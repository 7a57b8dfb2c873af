package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.LayerParallel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.training.ImplicitStep;
import dev.thrice.engine.training.LearningRates;
import dev.thrice.engine.training.Sgd;
import dev.thrice.engine.training.TrainingStep;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImplicitStepTest {
    private static final double TOLERANCE = 1e-4;

    /** theta+ - theta + alpha grad L(theta+) with the gradient in float64, up to the rounding of theta+ to float32. */
    @Property(tries = 20)
    void theEquationIsSolved(
            @ForAll @IntRange(min = 1, max = 5) int chainLength,
            @ForAll @IntRange(max = 3) int decade,
            @ForAll long seed) {
        float alpha = (float) Math.pow(10, decade - 2);
        try (Network network = Networks.tanh(chainLength, 6, seed)) {
            Reference before = new Reference(network);
            ImplicitStep step = new ImplicitStep(network, new Sequential(), alpha, TOLERANCE, 2000);
            assertEquals(before.loss(), step.run(), 1e-5 * before.loss());
            assertTrue(step.residual() <= TOLERANCE);
            Reference after = new Reference(network);
            double left = 0;
            double explicit = 0;
            double square = 0;
            for (int l = 0; l < chainLength; l++) {
                double[][] gradient = meanGradient(after, l);
                double[][] first = meanGradient(before, l);
                for (int o = 0; o < gradient.length; o++) {
                    for (int i = 0; i < gradient[o].length; i++) {
                        boolean bias = i == after.weights[l][o].length;
                        double now = bias ? after.biases[l][o] : after.weights[l][o][i];
                        double then = bias ? before.biases[l][o] : before.weights[l][o][i];
                        left += Math.pow(now - then + alpha * gradient[o][i], 2);
                        explicit += Math.pow(alpha * first[o][i], 2);
                        square += now * now;
                    }
                }
            }
            // half an ulp of each parameter, which the gradient makes 1 + alpha ||second derivative|| of; that of
            // gradients
            double rounding = (1 + 30 * alpha) * 0x1p-24 * Math.sqrt(square) + 1e-5 * Math.sqrt(explicit);
            assertTrue(
                    Math.sqrt(left) <= TOLERANCE * Math.sqrt(explicit) + rounding,
                    Math.sqrt(left) + " of " + Math.sqrt(explicit));
        }
    }

    private static double[][] meanGradient(Reference reference, int l) {
        Reference.State[] states = new Reference.State[reference.batch];
        Arrays.setAll(states, reference::backpropagated);
        return reference.meanGradient(states, l, 1);
    }

    /** Linear regression: (I + alpha / B Z^T Z) (theta+ - theta)^T = alpha / B Z^T (Y - Z theta^T), with Z = (X, 1). */
    @ParameterizedTest
    @ValueSource(floats = {.01f, 1, 100})
    void linearRegressionHasItsClosedForm(float alpha) {
        int batch = 7;
        try (Network network = Networks.linear(batch, 3, 4, 2)) {
            Reference before = new Reference(network);
            double[][] z = new double[batch][];
            for (int s = 0; s < batch; s++) {
                z[s] = Arrays.copyOf(before.feedforward(s).x[0], 5);
                z[s][4] = 1;
            }
            ImplicitStep step = new ImplicitStep(network, new Sequential(), alpha, 1e-5, 2000);
            step.run();
            for (int o = 0; o < 2; o++) {
                double[][] system = new double[5][5];
                double[] right = new double[5];
                for (int i = 0; i < 5; i++) {
                    for (int s = 0; s < batch; s++) {
                        right[i] += alpha / batch * z[s][i] * before.feedforward(s).e[1][o];
                        for (int j = 0; j < 5; j++) {
                            system[i][j] += alpha / batch * z[s][i] * z[s][j];
                        }
                    }
                    system[i][i] += 1;
                }
                double[] d = LinearChain.solve(system, right);
                // the equation's operator is I + something positive, so d is off by no more than the residual
                double allowed = 1e-5 * alpha * 10 + 1e-6;
                for (int i = 0; i < 4; i++) {
                    assertEquals(
                            before.weights[0][o][i] + d[i],
                            network.parameters().weight(0).get(o, i),
                            allowed);
                }
                assertEquals(
                        before.biases[0][o] + d[4], network.parameters().bias(0).get(0, o), allowed);
            }
        }
    }

    /** One affine function, one sample: theta+ = theta + alpha e z^T / (1 + alpha ||z||^2), the step of IL-prox. */
    @ParameterizedTest
    @ValueSource(floats = {.1f, 3, 100})
    void aSingleAffineFunctionTakesTheStepOfIlProx(float beta) {
        try (Network one = Networks.linear(1, 3, 6, 4);
                Network other = Networks.linear(1, 3, 6, 4)) {
            double norm = 1 + one.kernels().sumOfSquares(one.inputs());
            new TrainingStep(Networks.engine(one, new ProximalPc(0, 1f, beta)), new Sgd(LearningRates.all(1f))).run();
            new ImplicitStep(other, new Sequential(), (float) (beta / norm), 1e-6, 2000).run();
            double allowed = 1e-6 * (1 + beta) + 1e-6; // the residual is relative to a step 1 + beta times as long
            Vectors.assertClose(
                    Reference.matrix(other.parameters().weight(0)),
                    one.parameters().weight(0),
                    allowed,
                    "weights");
        }
    }

    @Test
    void anyNumberOfWorkersTakesTheSameStep() {
        try (WorkerTeam team = new WorkerTeam(4);
                Network alone = Networks.tanh(4, 60, 5);
                Network together = Networks.tanh(4, 60, 5)) {
            new ImplicitStep(alone, new Sequential(), 1f, TOLERANCE, 2000).run();
            new ImplicitStep(together, new LayerParallel(team), 1f, TOLERANCE, 2000).run();
            Vectors.assertSameBits(alone.parameters(), together.parameters());
        }
    }

    @Test
    void whatIsNotSolvedIsUndone() {
        try (Network network = Networks.tanh(4, 6, 5)) {
            float[] before = network.parameters().weight(1).toArray();
            ImplicitStep step = new ImplicitStep(network, new Sequential(), 10f, 1e-6, 1);
            DivergenceException e = assertThrows(DivergenceException.class, step::run);
            assertTrue(
                    e.getMessage()
                            .contains("after 1 iterations, expected finite numbers and a residual of at most 1.0E-6"),
                    e.getMessage());
            network.inputs().set(0, 0, Float.NaN);
            assertThrows(DivergenceException.class, step::run);
            assertArrayEquals(before, network.parameters().weight(1).toArray());
        }
    }

    @Test
    void badNumbersAreRefused() {
        try (Network network = Networks.tanh(2, 3, 1)) {
            Class<IllegalArgumentException> refused = IllegalArgumentException.class;
            assertThrows(refused, () -> new ImplicitStep(network, new Sequential(), 0, .1, 5));
            assertThrows(refused, () -> new ImplicitStep(network, new Sequential(), 1, 0, 5));
            assertThrows(refused, () -> new ImplicitStep(network, new Sequential(), 1, .1, 0));
        }
    }
}
