package dev.thrice.lab.figures;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.diagnostics.GradientComparison.Distance;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cosines of the angles between an update and backpropagation's. Where an update is exactly 0, since no error has arrived, there
 * is no angle and 0 stands for it.
 *
 * @param layers by layer, from the input on
 * @param mean of the layers
 * @param whole of all parameters concatenated
 */
record Alignment(List<Double> layers, double mean, double whole) {
    Alignment {
        layers.forEach(cosine -> Expect.cosine("cosine of a layer", cosine));
        Expect.cosine("cosine", whole);
        double average = average(layers);
        Expect.that(Double.compare(mean, average) == 0, "mean of the layers", mean, average);
    }

    /** By layer and of the whole. */
    static Alignment of(List<Double> layers, double whole) {
        return new Alignment(layers, average(layers), whole);
    }

    private static double average(List<Double> layers) {
        return layers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    void requireLayers(int length) {
        Expect.equal("cosines of layers", layers.size(), length);
    }

    /** What was measured. */
    static Alignment measured(GradientComparison comparison) {
        return of(comparison.layers().stream().map(Alignment::cosine).toList(), cosine(comparison.whole()));
    }

    private static double cosine(Distance distance) {
        return distance.square() == 0 ? 0 : distance.cosine();
    }

    /**
     * What the arrival law says of FPA-PC, from backpropagation's gradient alone: layer l's update is backpropagation's times
     * c = a(L - 1 - l, t), so its cosine is 1 or 0, and that of the whole is sum c ||g||^2 / sqrt(sum c^2 ||g||^2 sum ||g||^2).
     *
     * @param squares ||g_l||^2 of backpropagation's gradient, by layer
     */
    static Alignment predicted(List<Double> squares, int steps, double stepSize) {
        int length = squares.size();
        double[] arrived = IntStream.range(0, length)
                .mapToDouble(l -> ArrivalLaw.arrived(length - 1 - l, steps, stepSize))
                .toArray();
        double dot = 0;
        double square = 0;
        double reference = 0;
        for (int l = 0; l < length; l++) {
            dot += arrived[l] * squares.get(l);
            square += arrived[l] * arrived[l] * squares.get(l);
            reference += squares.get(l);
        }
        List<Double> layers = IntStream.range(0, length)
                .mapToObj(l -> arrived[l] == 0 ? 0. : 1.)
                .toList();
        return of(layers, dot / Math.sqrt(square * reference));
    }

    /** The largest difference of any of the cosines; NaN if one is. */
    double difference(Alignment other) {
        double largest = Math.max(Math.abs(mean - other.mean), Math.abs(whole - other.whole));
        for (int l = 0; l < layers.size(); l++) {
            largest = Math.max(largest, Math.abs(layers.get(l) - other.layers.get(l)));
        }
        return largest;
    }
}
