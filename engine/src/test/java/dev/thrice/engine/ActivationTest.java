package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    private static final double NUDGE = 1e-4;

    /** What central differences of float64 and float32's rounding leave. */
    private static final double TOLERANCE = 1e-6;

    static Stream<Activation> all() {
        return Stream.of(
                Activation.IDENTITY,
                Activation.TANH,
                Activation.RELU,
                Activation.LEAKY_RELU,
                Activation.SIGMOID,
                Activation.SOFTPLUS,
                Activation.SILU,
                Activation.GELU,
                Activation.LOG_SOFTMAX);
    }

    /** A layer's errors by finite differences of the loss in its biases: e = -dE/db of the identity before it. */
    @ParameterizedTest
    @MethodSource("all")
    void gradientsThroughItAreThoseOfFiniteDifferences(Activation activation) {
        Chain chain = new Chain(
                List.of(new DenseLayer(6, 9, activation), new DenseLayer(9, 4, activation)), Loss.SQUARED_ERROR);
        for (Chain each : new Chain[] {chain, chain.split()}) {
            try (Network network = Networks.fed(chain, 5, 3);
                    Network split = Networks.fed(each, 5, 3)) {
                Engine engine = Networks.engine(split, new Backpropagation());
                engine.gradients();
                Reference reference = new Reference(network);
                assertEquals(reference.loss(), split.loss(), TOLERANCE * (1 + reference.loss()));
                double[] biases = reference.biases[0];
                for (int i = 0; i < biases.length; i++) {
                    double bias = biases[i];
                    biases[i] = bias + NUDGE;
                    double up = reference.loss();
                    biases[i] = bias - NUDGE;
                    double slope = (up - reference.loss()) / (2 * NUDGE);
                    biases[i] = bias;
                    assertEquals(slope, engine.gradient().bias(0).get(0, i), TOLERANCE * (1 + Math.abs(slope)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesStandForThem(Activation activation) {
        assertEquals(Optional.of(activation), Activation.named(activation.name()));
        assertEquals(activation.name(), activation.toString());
    }

    @Test
    void namesStayWhatTheyAreSinceTheyAreInFiles() {
        assertArrayEquals(
                new String[] {
                    "identity", "tanh", "relu", "leaky-relu", "sigmoid", "softplus", "silu", "gelu", "log-softmax"
                },
                all().map(Activation::name).toArray());
        assertEquals(all().map(Activation::name).toList(), Activation.names());
        assertEquals("leaky-relu(0.2)", Activation.leakyRelu(.2f).name());
        for (float slope : new float[] {.2f, 3f, Float.MIN_VALUE, 1e20f}) {
            Activation leaky = Activation.leakyRelu(slope);
            assertEquals(Optional.of(leaky), Activation.named(leaky.name()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Tanh",
                "swish",
                "leaky-relu()",
                "leaky-relu(0)",
                "leaky-relu(-1)",
                "leaky-relu(1.2.3)",
                "leaky-relu(1E99)",
                "leaky-relu(NaN)"
            })
    void otherNamesStandForNothing(String name) {
        assertEquals(Optional.empty(), Activation.named(name));
    }

    @Test
    void theyAreComparedByValue() {
        assertEquals(Activation.LEAKY_RELU, Activation.leakyRelu(.01f));
        assertEquals(
                Activation.leakyRelu(.3f).hashCode(), Activation.leakyRelu(.3f).hashCode());
        assertNotEquals(Activation.leakyRelu(.3f), Activation.leakyRelu(.4f));
        assertNotEquals(Activation.SILU, Activation.GELU);
        assertEquals(new DenseLayer(2, 3, Activation.GELU), new DenseLayer(2, 3, Activation.GELU));
        for (float bad : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Activation.leakyRelu(bad));
        }
    }

    /** What keeps nothing has no memory beside it. */
    @Test
    void onlyWhatNeedsItsInputSavesIt() {
        for (Activation activation : all().toList()) {
            int expected = activation.equals(Activation.SILU) || activation.equals(Activation.GELU) ? 5 : 0;
            assertEquals(expected, new DenseLayer(3, 5, activation).saved(), activation::name);
        }
    }
}
