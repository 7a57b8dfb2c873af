package dev.thrice.gate.command.judge;

import dev.thrice.gate.command.measure.Facts;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What all forks found of one benchmark.
 *
 * @param ratios one a fork
 * @param counts bytes allocated first, and the work
 * @param regressions facts that are worse in the candidate, in words
 * @param indications facts that are worse, in words, and need not make it slower: they decide where times do not
 * @param improvements facts that are better in the candidate, in words
 */
public record Sample(
        List<ForkRatio> ratios,
        List<Count> counts,
        List<String> regressions,
        List<String> indications,
        List<String> improvements) {
    /** What their count is called by. */
    public static final String BYTES = "B ";

    private static final String A_RUN = "a run";

    /**
     * Of forks.
     *
     * @param forks at least one
     * @return samples by benchmark, in the order of their names
     */
    public static Map<String, Sample> of(List<GateFork> forks) {
        Map<String, List<Measured>> byName = new LinkedHashMap<>();
        forks.stream()
                .flatMap(fork -> fork.benchmarks().stream())
                .forEach(measured -> byName.computeIfAbsent(measured.name(), name -> new ArrayList<>())
                        .add(measured));
        Map<String, Sample> samples = new LinkedHashMap<>();
        byName.keySet().stream().sorted().forEach(name -> samples.put(name, ofBenchmark(byName.get(name))));
        return samples;
    }

    private static Sample ofBenchmark(List<Measured> forks) {
        List<Count> counts = new ArrayList<>();
        List<String> worse = new ArrayList<>();
        List<String> better = new ArrayList<>();
        Facts base = forks.getFirst().base();
        Facts candidate = forks.getFirst().candidate();
        if (forks.stream().anyMatch(Sample::resultsDiffer)) {
            worse.add("another result");
        }
        counts.add(new Count(BYTES + A_RUN, leastBytes(forks, Measured::base), leastBytes(forks, Measured::candidate)));
        TreeSet<String> counted = new TreeSet<>(base.work().keySet());
        counted.addAll(candidate.work().keySet());
        for (String what : counted) {
            counts.add(new Count(
                    what + " " + A_RUN,
                    base.work().getOrDefault(what, 0L),
                    candidate.work().getOrDefault(what, 0L)));
        }
        counts.stream()
                .filter(count -> count.candidate() != count.base())
                .forEach(count -> (count.candidate() > count.base() ? worse : better)
                        .add(Math.round(count.candidate()) + " " + count.what() + ", " + Math.round(count.base())
                                + " before"));
        return new Sample(forks.stream().map(ForkRatio::of).toList(), counts, worse, List.of(), better);
    }

    private static boolean resultsDiffer(Measured measured) {
        return measured.base().resultHash() != measured.candidate().resultHash();
    }

    private static long leastBytes(List<Measured> forks, Function<Measured, Facts> side) {
        return forks.stream()
                .mapToLong(measured -> side.apply(measured).bytesPerRun())
                .min()
                .orElseThrow();
    }

    /**
     * The same, had the candidate taken longer.
     *
     * @param factor how many times as long
     * @return the sample
     */
    public Sample slowedBy(double factor) {
        return new Sample(
                ratios.stream().map(ratio -> ratio.slowedBy(factor)).toList(),
                counts,
                regressions,
                indications,
                improvements);
    }

    /** The log-ratios that count. */
    double[] logRatios() {
        return ratios.stream()
                .filter(ForkRatio::fit)
                .mapToDouble(ForkRatio::logRatio)
                .toArray();
    }

    /**
     * A time in the forks that count.
     *
     * @param side which build's
     * @return ns, its geometric mean; NaN if none counts
     */
    public double nanos(ToDoubleFunction<ForkRatio> side) {
        return Math.exp(ratios.stream()
                .filter(ForkRatio::fit)
                .mapToDouble(fork -> Math.log(side.applyAsDouble(fork)))
                .average()
                .orElse(Double.NaN));
    }

    /**
     * The bytes that a run allocates.
     *
     * @return of either build; empty where they are not counted
     */
    public Optional<Count> bytes() {
        return counts.stream().filter(count -> count.what().startsWith(BYTES)).findFirst();
    }

    int quads() {
        return ratios.stream().mapToInt(ForkRatio::quads).sum();
    }

    int dropped() {
        return ratios.stream().mapToInt(ForkRatio::dropped).sum();
    }
}
