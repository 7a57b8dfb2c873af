package dev.thrice.lab.validate;

import dev.thrice.engine.ArrivalLaw;
import dev.thrice.engine.FixedPrediction;
import dev.thrice.engine.ParameterGradient;
import dev.thrice.engine.Parameters;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.results.GradientDistance;
import java.util.ArrayList;
import java.util.List;

/** Compares FPA-PC's gradient with backpropagation's, over all parameters together. */
final class GradientMeasurement {
    private static final float[] STEP_SIZES = {1f, .5f, .2f};

    private GradientMeasurement() {}

    static List<GradientDistance> measure(Subject subject) {
        int length = subject.network().chain().length();
        subject.backpropagated();
        Parameters exact = subject.backpropagationGradient().gradient();
        List<GradientDistance> distances = new ArrayList<>();
        for (float stepSize : STEP_SIZES) {
            FixedPrediction fpa = subject.fpa(stepSize);
            ParameterGradient gradient = new ParameterGradient(subject.network(), fpa);
            for (int steps : new int[] {length / 2, length - 1, 2 * length, 4 * length}) {
                fpa.run(steps);
                gradient.run();
                distances.add(of(stepSize, steps, gradient.gradient(), exact));
            }
        }
        return distances;
    }

    private static GradientDistance of(float stepSize, int steps, Parameters fpa, Parameters exact) {
        double dot = 0;
        double fpaSquare = 0;
        double exactSquare = 0;
        double errorSquare = 0;
        double predictedDot = 0;
        double predictedSquare = 0;
        for (int l = 0; l < exact.length(); l++) {
            Sums sums = Sums.of(fpa.weight(l), exact.weight(l)).plus(Sums.of(fpa.bias(l), exact.bias(l)));
            dot += sums.dot;
            fpaSquare += sums.one;
            exactSquare += sums.other;
            errorSquare += sums.difference;
            double arrived = ArrivalLaw.arrived(exact.length() - 1 - l, steps, stepSize);
            predictedDot += arrived * sums.other;
            predictedSquare += arrived * arrived * sums.other;
        }
        return new GradientDistance(
                stepSize,
                steps,
                dot / Math.sqrt(fpaSquare * exactSquare),
                predictedDot / Math.sqrt(predictedSquare * exactSquare),
                Math.sqrt(errorSquare / exactSquare));
    }

    /** Sums over the elements of two tensors: x y, x^2, y^2, (x - y)^2. */
    private record Sums(double dot, double one, double other, double difference) {
        static Sums of(Tensor x, Tensor y) {
            float[] a = x.toArray();
            float[] b = y.toArray();
            double dot = 0;
            double one = 0;
            double other = 0;
            double difference = 0;
            for (int i = 0; i < a.length; i++) {
                dot += (double) a[i] * b[i];
                one += (double) a[i] * a[i];
                other += (double) b[i] * b[i];
                difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            }
            return new Sums(dot, one, other, difference);
        }

        Sums plus(Sums more) {
            return new Sums(dot + more.dot, one + more.one, other + more.other, difference + more.difference);
        }
    }
}
