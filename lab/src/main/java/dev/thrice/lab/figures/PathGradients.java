package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Backpropagation's gradient on a chain with skips, apart by how many edges its errors come along: H_k, along paths of k edges. FPA-PC's
 * update after t steps is sum_k a(k, t) H_k (docs/skips.md), a of the {@link ArrivalLaw}, so that what H_k are to each other says all its
 * cosines. With gamma = 1 and t steps all paths of up to t edges have arrived whole: H_k is the difference of two such updates.
 */
final class PathGradients {
    private final double[][][] products; // of layers, <H_j, H_k>
    private final int edges;

    private PathGradients(double[][][] products, int edges) {
        this.products = products;
        this.edges = edges;
    }

    static PathGradients of(Minibatch batch) {
        int length = batch.network().chain().length();
        List<List<float[]>> updates = new ArrayList<>();
        for (int k = 0; k < length; k++) {
            updates.add(batch.with(new FixedPrediction(k, 1f), PathGradients::layers));
        }
        double[][][] products = new double[length][][];
        for (int l = 0; l < length; l++) {
            int layer = l;
            products[l] =
                    products(updates.stream().map(update -> update.get(layer)).toList());
        }
        return new PathGradients(products, length - 1);
    }

    /** Each layer's as one vector. */
    private static List<float[]> layers(Parameters gradient) {
        return IntStream.range(0, gradient.length())
                .mapToObj(l -> together(gradient.of(l)))
                .toList();
    }

    private static float[] together(List<Tensor> tensors) {
        float[] all = new float[0];
        for (Tensor tensor : tensors) {
            float[] more = tensor.toArray();
            int end = all.length;
            all = Arrays.copyOf(all, end + more.length);
            System.arraycopy(more, 0, all, end, more.length);
        }
        return all;
    }

    /** Of the differences of vectors that follow each other, the first from 0. */
    private static double[][] products(List<float[]> sums) {
        int count = sums.size();
        double[][] products = new double[count][count];
        for (int j = 0; j < count; j++) {
            for (int k = 0; k <= j; k++) {
                double product = 0;
                for (int i = 0; i < sums.getFirst().length; i++) {
                    product += difference(sums, j, i) * difference(sums, k, i);
                }
                products[j][k] = product;
                products[k][j] = product;
            }
        }
        return products;
    }

    private static double difference(List<float[]> sums, int k, int i) {
        return sums.get(k)[i] - (k == 0 ? 0. : sums.get(k - 1)[i]);
    }

    /** FPA-PC's update after so many steps, against backpropagation's, which is the sum of all H_k. */
    Alignment predicted(int steps, double stepSize) {
        double[] arrived = IntStream.rangeClosed(0, edges)
                .mapToDouble(k -> ArrivalLaw.arrived(k, steps, stepSize))
                .toArray();
        double[] ones = new double[edges + 1];
        Arrays.fill(ones, 1);
        List<Double> layers = new ArrayList<>();
        double dot = 0;
        double square = 0;
        double reference = 0;
        for (double[][] ofLayer : products) {
            double layerDot = form(ofLayer, arrived, ones);
            double layerSquare = form(ofLayer, arrived, arrived);
            double layerReference = form(ofLayer, ones, ones);
            layers.add(cosine(layerDot, layerSquare, layerReference));
            dot += layerDot;
            square += layerSquare;
            reference += layerReference;
        }
        return Alignment.of(layers, cosine(dot, square, reference));
    }

    private static double form(double[][] products, double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            for (int k = 0; k < b.length; k++) {
                sum += a[j] * products[j][k] * b[k];
            }
        }
        return sum;
    }

    /** Rounding may leave a cosine beyond 1. */
    private static double cosine(double dot, double square, double reference) {
        return square == 0 ? 0 : Math.clamp(dot / Math.sqrt(square * reference), -1, 1);
    }
}
