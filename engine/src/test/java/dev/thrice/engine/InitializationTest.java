package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializationTest {
    private static final Chain CHAIN = Chain.multilayerPerceptron(100, 2, 400, 10);

    /** Of 40,000 draws: mean and variance as they are defined, to four standard errors; biases 0. */
    @ParameterizedTest
    @CsvSource({"UNIFORM, 0.003333333", "GLOROT, .004", "HE, .02", "DEPTH_SCALED, .01"})
    void weightsHaveTheVarianceOfTheirDefinition(Initialization initialization, double variance) {
        try (TensorArena arena = TensorArena.open()) {
            Parameters parameters = drawn(arena, CHAIN, initialization, 5);
            double sum = 0;
            double squares = 0;
            float[] weights = parameters.weight(0).toArray();
            for (float weight : weights) {
                sum += weight;
                squares += (double) weight * weight;
            }
            assertEquals(0, sum / weights.length, 4 * Math.sqrt(variance / weights.length));
            assertEquals(variance, squares / weights.length, 4 * variance * Math.sqrt(2.0 / weights.length));
            assertEquals(initialization != Initialization.UNIFORM, Vectors.isZero(parameters.bias(0)));
        }
    }

    @Property(tries = 20)
    void rowsOrColumnsAreOrthonormal(@ForAll long seed) {
        try (TensorArena arena = TensorArena.open()) {
            Parameters parameters = drawn(arena, CHAIN, Initialization.ORTHOGONAL, seed);
            for (int l = 0; l < 3; l++) {
                Tensor weight = parameters.weight(l);
                double[][] vectors = Reference.matrix(weight);
                if (weight.rows() > weight.columns()) {
                    vectors = transposed(vectors);
                }
                for (int i = 0; i < Math.min(20, vectors.length); i++) {
                    for (int k = 0; k <= i; k++) {
                        double dot = Vectors.dot(vectors[i], vectors[k]);
                        assertEquals(i == k ? 1 : 0, dot, 1e-6);
                    }
                }
            }
        }
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    @ParameterizedTest
    @EnumSource
    void theSeedDecides(Initialization initialization) {
        try (TensorArena arena = TensorArena.open()) {
            Parameters first = drawn(arena, CHAIN, initialization, 7);
            Vectors.assertSameBits(first, drawn(arena, CHAIN, initialization, 7));
            Parameters other = drawn(arena, CHAIN, initialization, 8);
            assertTrue(first.weight(0).get(0, 0) != other.weight(0).get(0, 0));
        }
    }

    /** A residual network of linear blocks has values of variance (1 + 1 / R)^R times the first's: below e at any depth. */
    @ParameterizedTest
    @ValueSource(ints = {4, 32, 256})
    void valuesOfAResidualNetworkStayOfOneSize(int blocks) {
        ChainBuilder builder = Chain.inputs(64).dense(64, Activation.IDENTITY);
        for (int block = 0; block < blocks; block++) {
            builder = builder.dense(64, Activation.IDENTITY).skipOver(1);
        }
        try (Network network = new Network(builder.classes(10), 20, Kernels.select(), 1)) {
            network.parameters().initialize(Initialization.DEPTH_SCALED, 3);
            network.inputs().fill(1f);
            network.forward();
            double growth = network.kernels().sumOfSquares(network.activation(blocks + 1))
                    / network.kernels().sumOfSquares(network.activation(1));
            assertTrue(growth > 1.2 && growth < 6, blocks + " blocks: " + growth);
        }
    }

    /** 1 / in^2, which is a four-hundredth here of what the others have. */
    @Test
    void theLastFunctionIsSmallWhereDepthScales() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor last = drawn(arena, CHAIN, Initialization.DEPTH_SCALED, 5).weight(2);
            double variance = Kernels.select().sumOfSquares(last) / 4000;
            assertEquals(1 / 160_000., variance, .2 / 160_000);
        }
    }

    private static Parameters drawn(TensorArena arena, Chain chain, Initialization initialization, long seed) {
        Parameters parameters = Parameters.zeros(arena, chain);
        parameters.initialize(initialization, seed);
        return parameters;
    }
}
