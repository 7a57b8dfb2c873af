package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the definition in float64 and its central differences. */
class LayerNormTest {
    private static final double STEP = 1e-5;
    private static final float EPSILON = 1e-2f; // so that differences are smooth where a row has two features

    @Property(tries = 60)
    void valuesAndProductsAreThoseOfTheDefinition(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LayerNorm norm = new LayerNorm(width, EPSILON);
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = random(arena, rows, width, random);
            Tensor e = random(arena, rows, width, random);
            List<Tensor> theta = List.of(random(arena, 1, width, random), random(arena, 1, width, random));
            Output y = Output.allocate(arena, norm, rows);
            norm.forward(kernels, x, theta, y).run();
            Tensor dx = random(arena, rows, width, random);
            double[][] before = Reference.matrix(dx);
            norm.inputVjp(kernels, y, e, theta, .5f, -2f, dx).run();
            List<Tensor> gradient = List.of(random(arena, 1, width, random), random(arena, 1, width, random));
            int cut = random.nextInt(width); // by two workers
            if (cut > 0) {
                norm.parameterVjp(kernels, x, y, e, .25f, gradient, 0, cut).run();
            }
            norm.parameterVjp(kernels, x, y, e, .25f, gradient, cut, width - cut)
                    .run();
            double[][] inputs = Reference.matrix(x);
            double[][] errors = Reference.matrix(e);
            double[] gain = Reference.matrix(theta.get(0))[0];
            double[] shift = Reference.matrix(theta.get(1))[0];
            double[] gains = new double[width];
            double[] shifts = new double[width];
            for (int s = 0; s < rows; s++) {
                double[] row = inputs[s];
                double[] expected = apply(row, gain, shift);
                for (int j = 0; j < width; j++) {
                    assertEquals(expected[j], y.value().get(s, j), 5e-6);
                    double slope = slope(row, gain, shift, errors[s], row, j);
                    assertEquals(.5 * slope - 2 * before[s][j], dx.get(s, j), 3e-5);
                    gains[j] += .25 * slope(row, gain, shift, errors[s], gain, j);
                    shifts[j] += .25 * slope(row, gain, shift, errors[s], shift, j);
                }
            }
            for (int j = 0; j < width; j++) {
                assertEquals(gains[j], gradient.get(0).get(0, j), 1e-5);
                assertEquals(shifts[j], gradient.get(1).get(0, j), 1e-5);
            }
        }
    }

    private static double[] apply(double[] x, double[] gain, double[] shift) {
        double mean = 0;
        for (double feature : x) {
            mean += feature / x.length;
        }
        double variance = 0;
        for (double feature : x) {
            variance += (feature - mean) * (feature - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            y[j] = gain[j] * (x[j] - mean) / Math.sqrt(variance + EPSILON) + shift[j];
        }
        return y;
    }

    /** The central difference of e y in one of the numbers that y is made of. */
    private static double slope(double[] x, double[] gain, double[] shift, double[] e, double[] of, int index) {
        double at = of[index];
        of[index] = at + STEP;
        double above = Vectors.dot(e, apply(x, gain, shift));
        of[index] = at - STEP;
        double below = Vectors.dot(e, apply(x, gain, shift));
        of[index] = at;
        return (above - below) / (2 * STEP);
    }

    private static Tensor random(TensorArena arena, int rows, int columns, SplittableRandom random) {
        Tensor tensor = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                tensor.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
        return tensor;
    }

    @Test
    void itBeginsAsTheStandardizedRow() {
        for (Initialization initialization : Initialization.values()) {
            try (TensorArena arena = TensorArena.open()) {
                Parameters parameters = Parameters.zeros(arena, chain(EPSILON));
                parameters.initialize(initialization, 3);
                assertEquals(1f, parameters.get(1, "gain").get(0, 4));
                assertEquals(0f, parameters.get(1, "shift").get(0, 4));
            }
        }
    }

    /** A residual network that is normalized before each block. */
    static Chain chain(float epsilon) {
        return Chain.inputs(12)
                .dense(9, Activation.TANH)
                .then(new LayerNorm(9, epsilon))
                .dense(9, Activation.GELU)
                .skipOver(2)
                .then(new LayerNorm(9, epsilon))
                .dense(9, Activation.TANH)
                .skipOver(2)
                .classes(4);
    }

    @Test
    void whatIsNoneIsRefused() {
        assertEquals("layer norm: width 0, expected at least 1", message(() -> new LayerNorm(0)));
        assertEquals("layer norm: epsilon 0.0, expected a number above 0", message(() -> new LayerNorm(3, 0f)));
        assertEquals("layer norm: epsilon NaN, expected a number above 0", message(() -> new LayerNorm(3, Float.NaN)));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
