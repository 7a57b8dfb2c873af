package dev.thrice.gate.command.judge;

import dev.thrice.base.Printable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Tells, each once, of benchmarks that one build has and the other has not. */
public final class NotCompared {
    private final Set<String> told = new HashSet<>();

    /** Nothing was told yet. */
    public NotCompared() {}

    /**
     * Tells of some.
     *
     * @param ofBase names of the base's
     * @param ofCandidate names of the candidate's
     */
    public void tell(Collection<String> ofBase, Collection<String> ofCandidate) {
        tellMissing("candidate", ofBase, ofCandidate);
        tellMissing("base", ofCandidate, ofBase);
    }

    private void tellMissing(String where, Collection<String> names, Collection<String> others) {
        names.stream()
                .filter(name -> !others.contains(name) && told.add(name))
                .forEach(name ->
                        System.err.println("thrice: not compared, not in the " + where + ": " + Printable.of(name)));
    }
}
