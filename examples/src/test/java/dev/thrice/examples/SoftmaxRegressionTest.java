package dev.thrice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final int BATCH = 12;
    private static final int FEATURES = 5;
    private static final int CLASSES = 4;
    private static final int STEPS = 20;
    private static final double RATE = .5;

    /** The same steps in float64. */
    @Test
    void itsStepsAreThoseOfGradientDescent() {
        double[][] w = new double[CLASSES][FEATURES];
        double[] b = new double[CLASSES];
        try (TensorArena arena = TensorArena.open();
                SoftmaxRegression model =
                        new SoftmaxRegression(Kernels.select(), BATCH, FEATURES, CLASSES, (float) RATE)) {
            SplittableRandom random = new SplittableRandom(1);
            Tensor x = Tensor.allocate(arena, BATCH, FEATURES);
            Labels labels = Labels.allocate(arena, BATCH, CLASSES);
            for (int i = 0; i < BATCH; i++) {
                labels.set(i, random.nextInt(CLASSES));
                for (int j = 0; j < FEATURES; j++) {
                    x.set(i, j, (float) random.nextDouble(-1, 1));
                }
            }
            for (int t = 0; t < STEPS; t++) {
                assertEquals(step(x, labels, w, b), model.step(x, labels), 1e-5);
            }
            for (int c = 0; c < CLASSES; c++) {
                for (int j = 0; j < FEATURES; j++) {
                    assertEquals(w[c][j], model.weights().get(c, j), 1e-5);
                }
            }
        }
    }

    private static double step(Tensor x, Labels labels, double[][] w, double[] b) {
        double loss = 0;
        double[][] gradient = new double[CLASSES][FEATURES];
        double[] gradientOfBias = new double[CLASSES];
        for (int i = 0; i < BATCH; i++) {
            double[] p = new double[CLASSES];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                double logit = b[c];
                for (int j = 0; j < FEATURES; j++) {
                    logit += w[c][j] * x.get(i, j);
                }
                p[c] = Math.exp(logit);
                sum += p[c];
            }
            loss -= Math.log(p[labels.get(i)] / sum);
            for (int c = 0; c < CLASSES; c++) {
                double error = p[c] / sum - (c == labels.get(i) ? 1 : 0);
                gradientOfBias[c] += error / BATCH;
                for (int j = 0; j < FEATURES; j++) {
                    gradient[c][j] += error * x.get(i, j) / BATCH;
                }
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            b[c] -= RATE * gradientOfBias[c];
            for (int j = 0; j < FEATURES; j++) {
                w[c][j] -= RATE * gradient[c][j];
            }
        }
        return loss;
    }
}
