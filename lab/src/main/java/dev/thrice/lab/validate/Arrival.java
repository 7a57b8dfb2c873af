package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.diagnostics.InferenceTrace;
import java.util.ArrayList;
import java.util.List;

/**
 * Theorem 1 at one node: when its error first became nonzero.
 *
 * @param node l in 1 .. L - 1
 * @param predicted L - l
 * @param measured the first step after which any element of the error was not exactly 0; -1 if none was within L steps
 */
record Arrival(int node, int predicted, int measured) {
    private static final float STEP_SIZE = .5f; // not 1: what arrives must be an error at any step size

    boolean holds() {
        return predicted == measured;
    }

    /** Runs L steps of inference and looks at every node after each. */
    static List<Arrival> measure(Subject subject) {
        Chain chain = subject.network().chain();
        int length = chain.length();
        InferenceTrace trace = InferenceTrace.of(subject.engine(new FixedPrediction(length, STEP_SIZE)));
        List<Arrival> arrivals = new ArrayList<>();
        for (int l = length - 1; l >= 1; l--) {
            arrivals.add(new Arrival(l, length - l, trace.firstArrival(l)));
        }
        return arrivals;
    }
}
