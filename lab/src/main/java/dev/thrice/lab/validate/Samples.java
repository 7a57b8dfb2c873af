package dev.thrice.lab.validate;

import dev.thrice.lab.results.TimedTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rounds that are through. They may be looked at from another thread while further ones are measured. */
final class Samples {
    private final Map<String, List<Double>> nanos = new LinkedHashMap<>();

    /** For these contenders, in their order. */
    Samples(List<TimedTask> contenders) {
        contenders.forEach(contender -> nanos.put(contender.name(), new ArrayList<>()));
    }

    /** Adds a round, ns a run by contender. */
    synchronized void add(Map<String, Double> round) {
        round.forEach((name, time) -> nanos.get(name).add(time));
    }

    synchronized Map<String, List<Double>> soFar() {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        nanos.forEach((name, times) -> copy.put(name, List.copyOf(times)));
        return copy;
    }
}
