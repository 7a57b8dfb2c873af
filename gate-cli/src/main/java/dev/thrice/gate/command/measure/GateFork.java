package dev.thrice.gate.command.measure;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What one fork found: a fresh JVM with both builds in it, or one for each.
 *
 * @param number of the fork
 * @param cannotShare why one JVM cannot hold both builds; null if it can
 * @param benchmarks each benchmark
 */
public record GateFork(
        int number, @JsonSetter(nulls = Nulls.SET) String cannotShare, List<Measured> benchmarks) {
    /**
     * Joins the halves of a fork.
     *
     * @param candidate what the other JVM found, of the candidate
     * @return this one, of the base, with it
     */
    public GateFork with(GateFork candidate) {
        List<Measured> together = new ArrayList<>();
        List<Measured> theirs = byName(candidate);
        List<Measured> ours = byName(this);
        for (int i = 0; i < ours.size(); i++) {
            together.add(ours.get(i).with(theirs.get(i)));
        }
        return new GateFork(number, null, together);
    }

    /**
     * Checks that it measured both builds of each benchmark.
     *
     * @param pairs that were planned
     * @throws IllegalArgumentException if it did not, or measured others
     */
    public void require(Collection<ForkPlan.Pair> pairs) {
        List<String> planned = pairs.stream().map(ForkPlan.Pair::name).sorted().toList();
        List<String> found = byName(this).stream().map(Measured::name).toList();
        if (!found.equals(planned)) {
            throw new IllegalArgumentException("fork " + number + " measured " + found + ", expected " + planned);
        }
        for (Measured measured : benchmarks) {
            if (measured.base() == null
                    || measured.candidate() == null
                    || measured.quads().isEmpty()) {
                throw new IllegalArgumentException(
                        "fork " + number + " did not measure both builds of " + measured.name());
            }
        }
    }

    /**
     * Some of its benchmarks.
     *
     * @param names of those
     * @return this one, without the others
     */
    public GateFork only(Collection<String> names) {
        return new GateFork(
                number,
                cannotShare,
                benchmarks.stream()
                        .filter(measured -> names.contains(measured.name()))
                        .toList());
    }

    private static List<Measured> byName(GateFork fork) {
        return fork.benchmarks.stream()
                .sorted(Comparator.comparing(Measured::name))
                .toList();
    }
}
