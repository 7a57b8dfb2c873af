package dev.thrice.engine.diagnostics;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * How far one gradient is from another, usually backpropagation's.
 *
 * @param layers by layer; null for one without parameters
 * @param whole over all parameters at once
 */
public record GradientComparison(List<Distance> layers, Distance whole) {
    /**
     * The distance of two vectors.
     *
     * @param dot their dot product
     * @param square ||gradient||^2
     * @param referenceSquare ||reference||^2
     * @param differenceSquare ||gradient - reference||^2
     */
    public record Distance(double dot, double square, double referenceSquare, double differenceSquare) {
        private static final Distance NONE = new Distance(0, 0, 0, 0);

        /**
         * The cosine of the angle between them.
         *
         * @return in [-1, 1]; NaN if one of them is 0
         */
        public double cosine() {
            return dot / Math.sqrt(square * referenceSquare);
        }

        /**
         * The length of the difference.
         *
         * @return ||gradient - reference|| / ||reference||
         */
        public double relativeError() {
            return Math.sqrt(differenceSquare / referenceSquare);
        }

        private Distance plus(Distance more) {
            return new Distance(
                    dot + more.dot,
                    square + more.square,
                    referenceSquare + more.referenceSquare,
                    differenceSquare + more.differenceSquare);
        }
    }

    /**
     * Compares, in float64.
     *
     * @param gradient what is to be judged
     * @param reference what it is held against, of the same chain
     * @return the distances
     */
    public static GradientComparison of(Parameters gradient, Parameters reference) {
        Distance[] layers = new Distance[reference.length()];
        Distance whole = Distance.NONE;
        for (int l = 0; l < layers.length; l++) {
            for (int p = 0; p < reference.of(l).size(); p++) {
                Distance distance =
                        distance(gradient.of(l).get(p), reference.of(l).get(p));
                layers[l] = layers[l] == null ? distance : layers[l].plus(distance);
                whole = whole.plus(distance);
            }
        }
        return new GradientComparison(Arrays.asList(layers), whole);
    }

    private static Distance distance(Tensor gradient, Tensor reference) {
        double dot = 0;
        double square = 0;
        double referenceSquare = 0;
        double differenceSquare = 0;
        for (int i = 0; i < reference.rows(); i++) {
            for (int j = 0; j < reference.columns(); j++) {
                double g = gradient.get(i, j);
                double r = reference.get(i, j);
                dot += g * r;
                square += g * g;
                referenceSquare += r * r;
                differenceSquare += (g - r) * (g - r);
            }
        }
        return new Distance(dot, square, referenceSquare, differenceSquare);
    }
}
