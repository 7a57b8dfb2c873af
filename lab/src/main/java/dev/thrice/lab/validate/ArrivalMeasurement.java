package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.Arrivals;
import java.util.ArrayList;
import java.util.List;

/** Looks at every node's error after every step of inference, and compares it with backpropagation's. */
final class ArrivalMeasurement {
    private static final float[] STEP_SIZES = {.5f, 1}; // not 1 alone: Theorem 1 is about any step size
    private static final int CHAIN_LENGTHS = 4;

    /** Numbers of smaller errors are beyond what float32 keeps the digits of. */
    private static final double SMALLEST_NORM = 1e-25;

    private ArrivalMeasurement() {}

    /** None where an error is too small to be seen arriving. With gamma = 1 backpropagation's error is there after L - l steps, to the bit; so it is taken from there. */
    static List<Arrivals> measure(Subject subject) {
        int length = subject.network().chain().length();
        if (length == 1) {
            return List.of(); // no node for an error to arrive at
        }
        Engine exact = subject.engine(new FixedPrediction(length - 1, 1));
        exact.errors();
        for (int l = 1; l < length; l++) {
            float[] whole = exact.error(l).toArray();
            if (distance(whole, 0, whole) < SMALLEST_NORM) {
                return List.of(); // as of a network that makes no mistakes, or whose units are all off
            }
        }
        List<Arrivals> measured = new ArrayList<>();
        for (float stepSize : STEP_SIZES) {
            Engine fpa = subject.engine(new FixedPrediction(CHAIN_LENGTHS * length, stepSize));
            List<List<Double>> norms = new ArrayList<>();
            List<List<Double>> distances = new ArrayList<>();
            for (int l = 1; l < length; l++) {
                norms.add(new ArrayList<>());
                distances.add(new ArrayList<>());
            }
            fpa.observe(t -> {
                for (int l = 1; l < length; l++) {
                    float[] arrived = fpa.error(l).toArray();
                    float[] whole = exact.error(l).toArray();
                    double norm = distance(whole, 0, whole);
                    norms.get(l - 1).add(distance(arrived, 0, whole) / norm);
                    double law = ArrivalLaw.arrived(length - l, t, stepSize);
                    distances.get(l - 1).add(distance(arrived, law, whole) / norm);
                }
            });
            fpa.errors();
            measured.add(new Arrivals(Names.of(AlgorithmName.FPA), stepSize, norms, distances));
        }
        return measured;
    }

    /** ||x - a y||. */
    private static double distance(float[] x, double a, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = x[i] - a * y[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
