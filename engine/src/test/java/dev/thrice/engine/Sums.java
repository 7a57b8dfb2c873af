package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Tensor;

/**
 * Sums in float64 with what float32 may make of each: its terms may cancel, so the bound goes by their sizes and not by
 * their sum. In any order, with or without FMA, n terms are off by at most n u / (1 - n u) sum |term|, u = 2^-24
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
 */
final class Sums {
    /** Roundings of a term before it is added, and of the sum after: scaled, and put on top of what was there. */
    private static final int AROUND = 4;

    private final double[][] values;
    private final double[][] sizes;
    private final int[][] terms;

    Sums(int rows, int columns) {
        this(new double[rows][columns], new double[rows][columns], new int[rows][columns]);
    }

    private Sums(double[][] values, double[][] sizes, int[][] terms) {
        this.values = values;
        this.sizes = sizes;
        this.terms = terms;
    }

    void add(int i, int j, double term) {
        values[i][j] += term;
        sizes[i][j] += Math.abs(term);
        terms[i][j]++;
    }

    /** The values times {@code factor}, the terms' sizes times {@code size}. */
    Sums scaled(double factor, double size) {
        Sums scaled = new Sums(values.length, values[0].length);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                scaled.values[i][j] = factor * values[i][j];
                scaled.sizes[i][j] = size * sizes[i][j];
                scaled.terms[i][j] = terms[i][j];
            }
        }
        return scaled;
    }

    void assertNear(Tensor actual, String what) {
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                double roundings = (terms[i][j] + AROUND) * 0x1p-24;
                double allowed = roundings / (1 - roundings) * sizes[i][j];
                assertEquals(values[i][j], actual.get(i, j), allowed, what + " " + i + ", " + j);
            }
        }
    }
}
