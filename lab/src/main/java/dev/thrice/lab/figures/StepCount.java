package dev.thrice.lab.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A number of inference steps.
 *
 * @param name as in the figures, by the chain's length L; several, where they come to the same
 * @param steps t
 */
record StepCount(String name, int steps) {
    /** The name of one of them. */
    static final String LENGTH = "L";

    /** How many those of the figures are at most. */
    static final int MOST = 10;

    /** Those of the figures, ascending. L is the length of the chain, one more than there are hidden layers. */
    static List<StepCount> of(int length) {
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("1", 1);
        all.put("L/4", Math.round(length / 4f));
        all.put("L/2", Math.round(length / 2f));
        all.put("L-2", length - 2);
        all.put("L-1", length - 1);
        all.put(LENGTH, length);
        all.put("L+1", length + 1);
        all.put("2L", 2 * length);
        all.put("4L", 4 * length);
        all.put("8L", 8 * length);
        Map<Integer, String> names = new TreeMap<>();
        all.forEach((name, steps) -> names.merge(Math.max(1, steps), name, (one, other) -> one + " = " + other));
        List<StepCount> counts = new ArrayList<>();
        names.forEach((steps, name) -> counts.add(new StepCount(name, steps)));
        return counts;
    }
}
