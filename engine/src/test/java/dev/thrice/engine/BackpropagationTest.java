package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackpropagationTest {
    private static final double STEP = 1e-4;

    /**
     * Central differences in float64 are good to about STEP^2 = 1e-8; what is left is float32's rounding in the
     * gradient, some 1e-7 of its largest terms.
     */
    private static final double TOLERANCE = 2e-6;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void gradientIsThatOfFiniteDifferences(int chainLength) {
        try (Network network = RandomNetwork.create(chainLength, 7, chainLength)) {
            Backpropagation backpropagation = new Backpropagation(network);
            ParameterGradient gradient = new ParameterGradient(network, backpropagation);
            backpropagation.run();
            gradient.run();
            for (int l = 0; l < chainLength; l++) {
                Tensor weight = gradient.gradient().weight(l);
                for (int i = 0; i < weight.rows(); i++) {
                    for (int j = 0; j < weight.columns(); j++) {
                        assertEquals(difference(network, l, i, j), weight.get(i, j), TOLERANCE);
                    }
                    assertEquals(
                            difference(network, l, i, -1),
                            gradient.gradient().bias(l).get(0, i),
                            TOLERANCE);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void lossIsThatOfTheReference(int chainLength) {
        try (Network network = RandomNetwork.create(chainLength, 9, 3)) {
            assertEquals(Reference.loss(network, -1, 0, 0, 0), network.loss(), 1e-6);
        }
    }

    private static double difference(Network network, int layer, int i, int j) {
        double up = Reference.loss(network, layer, i, j, STEP);
        double down = Reference.loss(network, layer, i, j, -STEP);
        return (up - down) / (2 * STEP);
    }
}
