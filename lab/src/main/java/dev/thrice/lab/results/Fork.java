package dev.thrice.lab.results;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.output.Expect;
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
public record Fork(
        int number, @JsonSetter(nulls = Nulls.SET) Interference interference, Map<String, List<Double>> nanos) {

    /** Copies the map, in its order. */
    public Fork {
        Expect.atLeast("fork", number, 1);
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
    public double[] of(TimedTask contender) {
        return nanos.get(contender.name()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
