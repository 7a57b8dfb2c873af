package dev.thrice.gate.command.judge;

import dev.thrice.base.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Benchmarks that are not compared, and why. Each is told once when it is found, and kept for the summary. */
public final class NotCompared {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** Nothing was told yet. */
    public NotCompared() {}

    /**
     * Tells of those that one build has and the other has not.
     *
     * @param ofBase names of the base's
     * @param ofCandidate names of the candidate's
     */
    public void tell(Collection<String> ofBase, Collection<String> ofCandidate) {
        tellMissing("candidate", ofBase, ofCandidate);
        tellMissing("base", ofCandidate, ofBase);
    }

    private void tellMissing(String where, Collection<String> names, Collection<String> others) {
        names.stream().filter(name -> !others.contains(name)).forEach(name -> tell(name, "not in the " + where));
    }

    /**
     * Tells of one.
     *
     * @param name of the benchmark
     * @param why it is not compared
     */
    public synchronized void tell(String name, String why) {
        if (reasons.putIfAbsent(name, why) == null) {
            System.err.println("thrice: not compared, " + why + ": " + Printable.of(name));
        }
    }

    /**
     * What was told. May be asked by another thread.
     *
     * @return a benchmark and its reason each
     */
    public synchronized List<String> told() {
        return reasons.entrySet().stream()
                .map(each -> each.getKey() + ", " + each.getValue())
                .toList();
    }
}
