package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;

/** Comparisons of tensors with float64. */
final class Vectors {
    private Vectors() {}

    /** ||actual - expected|| <= tolerance ||expected||. */
    static void assertClose(double[][] expected, Tensor actual, double tolerance, String what) {
        double difference = 0;
        double square = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                difference += Math.pow(actual.get(i, j) - expected[i][j], 2);
                square += expected[i][j] * expected[i][j];
            }
        }
        double relative = Math.sqrt(difference / square);
        assertTrue(difference == 0 || relative <= tolerance, what + ": off by " + relative + ", allowed " + tolerance);
    }

    /** Element by element, relative to what is above 1 and absolute below. */
    static void assertNear(double[] expected, Tensor row, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], row.get(0, i), tolerance * Math.max(1, Math.abs(expected[i])));
        }
    }

    static void assertSameBits(Parameters expected, Parameters actual) {
        for (int l = 0; l < expected.length(); l++) {
            for (int p = 0; p < expected.of(l).size(); p++) {
                assertArrayEquals(
                        expected.of(l).get(p).toArray(), actual.of(l).get(p).toArray(), "layer " + l);
            }
        }
    }

    static boolean isZero(Tensor tensor) {
        for (float value : tensor.toArray()) {
            if (value != 0f) {
                return false;
            }
        }
        return true;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
