package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPredictionTest {
    @Property(tries = 40)
    void withStepSizeOneItIsBackpropagationAfterLMinusOneStepsToTheBit(
            @ForAll @IntRange(min = 1, max = 12) int chainLength,
            @ForAll @IntRange(min = 1, max = 20) int batch,
            @ForAll @IntRange(max = 3) int extraSteps,
            @ForAll long seed) {
        try (Network network = RandomNetwork.create(chainLength, batch, seed);
                WorkerTeam team = new WorkerTeam(1)) {
            Backpropagation backpropagation = new Backpropagation(network);
            FixedPrediction fpa = new FixedPrediction(network, chainLength - 1 + extraSteps, 1f, team);
            backpropagation.run();
            fpa.run();
            for (int l = 1; l <= chainLength; l++) {
                assertArrayEquals(
                        backpropagation.delta(l).toArray(), fpa.delta(l).toArray());
            }
        }
    }

    /** Theorem 1: node l's error is exactly zero for t < L - l and first nonzero at t = L - l. */
    @ParameterizedTest
    @ValueSource(floats = {1f, .5f, .2f, 1.5f})
    void errorsArriveWhenTheoremOneSays(float stepSize) {
        int length = 6;
        try (Network network = RandomNetwork.create(length, 5, 11);
                WorkerTeam team = new WorkerTeam(1)) {
            FixedPrediction fpa = new FixedPrediction(network, 0, stepSize, team);
            for (int t = 1; t < length; t++) {
                fpa.run(t);
                for (int l = 1; l <= length - t; l++) { // the nodes at the front and those before it
                    assertEquals(t >= length - l, anyNonzero(fpa.error(l).toArray()), "node " + l + " at t " + t);
                }
            }
        }
    }

    /** e_l(t) = P[Binomial(t, gamma) >= L - l] g_l, to float32's rounding over a dozen steps. */
    @ParameterizedTest
    @ValueSource(floats = {1f, .5f, .2f})
    void errorsFollowTheArrivalLaw(float stepSize) {
        int length = 6;
        try (Network network = RandomNetwork.create(length, 5, 13);
                WorkerTeam team = new WorkerTeam(1)) {
            FixedPrediction exact = new FixedPrediction(network, length, 1f, team);
            FixedPrediction fpa = new FixedPrediction(network, 0, stepSize, team);
            exact.run();
            for (int t = 0; t <= 12; t++) {
                fpa.run(t);
                for (int l = 1; l < length; l++) {
                    double arrived = ArrivalLaw.arrived(length - l, t, stepSize);
                    float[] backprop = exact.error(l).toArray();
                    float[] error = fpa.error(l).toArray();
                    double difference = 0;
                    double norm = 0;
                    for (int i = 0; i < error.length; i++) {
                        difference += Math.pow(error[i] - arrived * backprop[i], 2);
                        norm += Math.pow(backprop[i], 2);
                    }
                    assertTrue(Math.sqrt(difference) <= 1e-5 * Math.sqrt(norm), "node " + l + " at t " + t);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void anyNumberOfWorkersGivesTheSameBits(int workers) {
        try (Network network = RandomNetwork.fed(Chain.multilayerPerceptron(20, 7, 24, 10), 37, 5);
                WorkerTeam one = new WorkerTeam(1);
                WorkerTeam many = new WorkerTeam(workers)) {
            FixedPrediction alone = new FixedPrediction(network, 9, .5f, one);
            FixedPrediction together = new FixedPrediction(network, 9, .5f, many);
            alone.run();
            for (int repeat = 0; repeat < 20; repeat++) {
                together.run();
                for (int l = 1; l <= 8; l++) {
                    assertArrayEquals(
                            alone.delta(l).toArray(), together.delta(l).toArray());
                }
            }
        }
    }

    /** The loss is summed, not averaged, during inference: what else is in the batch does not matter. */
    @Test
    void aSamplesErrorsDoNotDependOnItsBatch() {
        Chain chain = Chain.multilayerPerceptron(9, 3, 12, 4);
        try (Network large = RandomNetwork.fed(chain, 6, 21);
                Network single = RandomNetwork.fed(chain, 1, 21);
                WorkerTeam team = new WorkerTeam(1)) {
            single.inputs().copyFrom(large.inputs().rows(4, 1));
            single.labels().set(0, large.labels().get(4));
            single.forward();
            FixedPrediction inBatch = new FixedPrediction(large, 7, .3f, team);
            FixedPrediction alone = new FixedPrediction(single, 7, .3f, team);
            inBatch.run();
            alone.run();
            for (int l = 1; l <= 3; l++) {
                assertArrayEquals(
                        alone.error(l).toArray(), inBatch.error(l).rows(4, 1).toArray());
            }
        }
    }

    @Test
    void badNumbersAreRefused() {
        try (Network network = RandomNetwork.create(3, 2, 1);
                WorkerTeam team = new WorkerTeam(1)) {
            for (float stepSize : new float[] {0f, 2f, -1f, Float.NaN}) {
                assertThrows(IllegalArgumentException.class, () -> new FixedPrediction(network, 3, stepSize, team));
            }
            assertThrows(IllegalArgumentException.class, () -> new FixedPrediction(network, -1, 1f, team));
        }
    }

    private static boolean anyNonzero(float[] values) {
        for (float value : values) {
            if (value != 0f) {
                return true;
            }
        }
        return false;
    }
}
