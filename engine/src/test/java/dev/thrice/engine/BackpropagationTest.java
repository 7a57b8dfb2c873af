package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackpropagationTest {
    private static final double STEP = 1e-4;

    /**
     * Central differences in float64 are good to about STEP^2 = 1e-8; what is left is float32's rounding in the
     * gradient, some 1e-7 of its largest terms.
     */
    private static final double TOLERANCE = 2e-6;

    /** Float32 through up to 24 layers of up to 30 terms each: some 24 sqrt(30) half ulps, 6e-8 each. */
    private static final double ROUNDING = 1e-5;

    @ParameterizedTest
    @CsvSource({"1, TANH", "2, TANH", "3, TANH", "6, TANH", "2, SAVING", "3, SAVING", "6, SAVING"})
    void gradientIsThatOfFiniteDifferences(int chainLength, Networks.Kind kind) {
        try (Network network = Networks.of(kind, chainLength, 7, chainLength)) {
            Engine engine = Networks.engine(network, new Backpropagation());
            engine.gradients();
            Reference reference = new Reference(network);
            for (int l = 0; l < chainLength; l++) {
                Tensor weight = engine.gradient().weight(l);
                for (int i = 0; i < weight.rows(); i++) {
                    for (int j = 0; j < weight.columns(); j++) {
                        assertEquals(difference(reference, reference.weights[l][i], j), weight.get(i, j), TOLERANCE);
                    }
                    assertEquals(
                            difference(reference, reference.biases[l], i),
                            engine.gradient().bias(l).get(0, i),
                            TOLERANCE);
                }
            }
        }
    }

    @Property(tries = 40)
    void errorsAndGradientsOfAnyChainAreTheReferences(
            @ForAll @IntRange(min = 1, max = 24) int chainLength,
            @ForAll @IntRange(min = 1, max = 12) int batch,
            @ForAll long seed) {
        try (Network network = Networks.mixed(chainLength, batch, seed)) {
            Engine engine = Networks.engine(network, new Backpropagation(true, LossReduction.SUM));
            Engine fused = Networks.engine(network, new Backpropagation());
            Engine mean = Networks.engine(network, new Backpropagation(false, LossReduction.MEAN));
            engine.gradients();
            fused.gradients();
            mean.gradients();
            Reference reference = new Reference(network);
            double tolerance =
                    ROUNDING * chainLength; // each layer adds the rounding of sums of up to 30 terms, both ways
            assertEquals(reference.loss(), network.loss(), tolerance * (1 + Math.abs(reference.loss())));
            Assume.that(reference.kinkDistance > tolerance);
            Reference.State[] states = new Reference.State[batch];
            RoundingBounds[] bounds = new RoundingBounds[batch];
            for (int s = 0; s < batch; s++) {
                states[s] = reference.backpropagated(s);
                bounds[s] = new RoundingBounds(reference, states[s]);
            }
            for (int l = 1; l <= chainLength; l++) {
                double[][] e = new double[batch][];
                double[][] errorBounds = new double[batch][];
                double[][] sum = null;
                double[][] sumBounds = new double[reference.weights[l - 1].length]
                        [network.chain().width(l - 1) + 1];
                for (int s = 0; s < batch; s++) {
                    e[s] = states[s].e[l];
                    errorBounds[s] = bounds[s].errors[l];
                    sum = plus(sum, reference.parameterGradient(states[s], l - 1, 1.0 / batch));
                    bounds[s].addParameterBounds(l - 1, batch, sumBounds);
                }
                RoundingBounds.assertWithin(e, errorBounds, engine.error(l), "e_" + l);
                int columns = sum[0].length - 1;
                double[][] weights = columns(sum, 0, columns);
                double[][] weightBounds = columns(sumBounds, 0, columns);
                for (Engine each : new Engine[] {engine, fused, mean}) {
                    Tensor gradient = each.gradient().weight(l - 1);
                    RoundingBounds.assertWithin(weights, weightBounds, gradient, "W_" + (l - 1));
                }
                if (((DenseLayer) network.chain().function(l - 1)).biased()) {
                    RoundingBounds.assertWithin(
                            transposed(columns(sum, columns, columns + 1)),
                            transposed(columns(sumBounds, columns, columns + 1)),
                            engine.gradient().bias(l - 1),
                            "b_" + (l - 1));
                }
            }
        }
    }

    private static double difference(Reference reference, double[] parameters, int index) {
        double value = parameters[index];
        parameters[index] = value + STEP;
        double up = reference.loss();
        parameters[index] = value - STEP;
        double down = reference.loss();
        parameters[index] = value;
        return (up - down) / (2 * STEP);
    }

    private static double[][] plus(double[][] sum, double[][] more) {
        for (int i = 0; sum != null && i < sum.length; i++) {
            for (int j = 0; j < sum[i].length; j++) {
                more[i][j] += sum[i][j];
            }
        }
        return more;
    }

    private static double[][] columns(double[][] matrix, int from, int to) {
        double[][] part = new double[matrix.length][];
        for (int i = 0; i < part.length; i++) {
            part[i] = java.util.Arrays.copyOfRange(matrix[i], from, to);
        }
        return part;
    }

    private static double[][] transposed(double[][] column) {
        double[][] row = new double[1][column.length];
        for (int i = 0; i < column.length; i++) {
            row[0][i] = column[i][0];
        }
        return row;
    }
}
