package dev.thrice.lab.validate;

import dev.thrice.engine.FixedPrediction;
import dev.thrice.kernels.Tensor;
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

    boolean holds() {
        return predicted == measured;
    }

    /** Runs inference for 0, 1, .. L steps and looks at every node after each. */
    static List<Arrival> measure(Subject subject) {
        int length = subject.network().chain().length();
        subject.network().forward();
        FixedPrediction fpa = subject.fpa(.5f); // not 1: what arrives must be an error at any step size
        int[] first = new int[length];
        java.util.Arrays.fill(first, -1);
        for (int t = 0; t <= length; t++) {
            fpa.run(t);
            for (int l = 1; l < length; l++) {
                if (first[l] < 0 && anyNonzero(fpa.error(l))) {
                    first[l] = t;
                }
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (int l = length - 1; l >= 1; l--) {
            arrivals.add(new Arrival(l, length - l, first[l]));
        }
        return arrivals;
    }

    private static boolean anyNonzero(Tensor tensor) {
        for (float value : tensor.toArray()) {
            if (value != 0f) {
                return true;
            }
        }
        return false;
    }
}
