package dev.thrice.gate.command.judge;

import dev.thrice.gate.command.measure.Facts;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What all forks found of one benchmark.
 *
 * @param ratios one a fork
 * @param regressions facts that are worse in the candidate, in words
 * @param indications facts that are worse, in words, and need not make it slower: they decide where times do not
 * @param improvements facts that are better in the candidate, in words
 */
public record Sample(
        List<ForkRatio> ratios, List<String> regressions, List<String> indications, List<String> improvements) {
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
        List<String> worse = new ArrayList<>();
        List<String> better = new ArrayList<>();
        Facts base = forks.getFirst().base();
        Facts candidate = forks.getFirst().candidate();
        if (forks.stream().anyMatch(Sample::resultsDiffer)) {
            worse.add("another result");
        }
        compare("B", leastBytes(forks, Measured::base), leastBytes(forks, Measured::candidate), worse, better);
        TreeSet<String> counted = new TreeSet<>(base.work().keySet());
        counted.addAll(candidate.work().keySet());
        for (String what : counted) {
            compare(what, base.work().getOrDefault(what, 0L), candidate.work().getOrDefault(what, 0L), worse, better);
        }
        return new Sample(forks.stream().map(ForkRatio::of).toList(), worse, List.of(), better);
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

    private static void compare(String unit, long before, long now, List<String> worse, List<String> better) {
        if (now != before) {
            (now > before ? worse : better).add(now + " " + unit + " a run, " + before + " before");
        }
    }

    /**
     * The same, had the candidate taken longer.
     *
     * @param factor how many times as long
     * @return the sample
     */
    public Sample slowedBy(double factor) {
        return new Sample(
                ratios.stream().map(ratio -> ratio.slowedBy(factor)).toList(), regressions, indications, improvements);
    }

    /** The log-ratios that count. */
    double[] logRatios() {
        return ratios.stream()
                .filter(ForkRatio::fit)
                .mapToDouble(ForkRatio::logRatio)
                .toArray();
    }

    int quads() {
        return ratios.stream().mapToInt(ForkRatio::quads).sum();
    }

    int dropped() {
        return ratios.stream().mapToInt(ForkRatio::dropped).sum();
    }
}
