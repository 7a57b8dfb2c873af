package dev.thrice.lab.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One fresh JVM.
 *
 * @param number from 1
 * @param interference what else went on in it; null where the operating system does not tell
 * @param nanos ns a run, one a round, by contender; the same rounds for all
 */
public record Fork(int number, Interference interference, Map<String, List<Double>> nanos) {

    /** Copies the map, in its order. */
    public Fork {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        nanos.forEach((name, samples) -> copy.put(name, List.copyOf(samples)));
        nanos = java.util.Collections.unmodifiableMap(copy);
    }

    /**
     * One contender's samples.
     *
     * @param contender timed in this fork
     * @return ns a run, one a round
     */
    public double[] of(Contender contender) {
        return nanos.get(contender.name()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
