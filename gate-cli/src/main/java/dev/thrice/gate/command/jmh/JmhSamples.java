package dev.thrice.gate.command.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.judge.Count;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What forks of JMH benchmarks found, to be judged. */
public final class JmhSamples {
    /**
     * Bytes that the harness itself allocates an iteration and thread, at most.
     */
    private static final double HARNESS = 8192;

    /** Bytes an operation, and share of them, that are nobody's: code may come to allocate less while it runs. */
    private static final double LEAST = .1;

    private static final double SHARE = .001;

    /** Share of the instructions that is nobody's: the harness and the collector have some between iterations. */
    private static final double INSTRUCTIONS = .01;

    private JmhSamples() {}

    /**
     * Of forks that were written to a file.
     *
     * @param file that holds them
     * @param forks that part of it
     * @return samples by benchmark, in the order of their names
     * @throws dev.thrice.command.UserError if they are something else
     */
    public static Map<String, Sample> read(Path file, JsonNode forks) {
        return of(List.of(JsonFile.value(file, forks, JmhFork[].class)));
    }

    /**
     * Of forks.
     *
     * @param forks of any benchmarks
     * @return samples by benchmark, in the order of their names
     */
    static Map<String, Sample> of(List<JmhFork> forks) {
        Map<String, List<JmhFork>> byName = new TreeMap<>();
        forks.forEach(fork -> byName.computeIfAbsent(fork.benchmark(), name -> new ArrayList<>())
                .add(fork));
        Map<String, Sample> samples = new TreeMap<>();
        byName.forEach((name, its) -> samples.put(name, sample(its)));
        return samples;
    }

    private static Sample sample(List<JmhFork> forks) {
        List<String> worse = new ArrayList<>();
        List<String> indications = new ArrayList<>();
        List<String> better = new ArrayList<>();
        double[] bytes = of(forks, JmhFork::base, JmhResult::bytes);
        double[] bytesNow = of(forks, JmhFork::candidate, JmhResult::bytes);
        compare("B", bytes, bytesNow, tolerance(forks, bytes), worse, better);
        double[] instructions = of(forks, JmhFork::base, JmhResult::instructions);
        compare(
                "instructions",
                instructions,
                of(forks, JmhFork::candidate, JmhResult::instructions),
                INSTRUCTIONS * greatest(instructions),
                indications,
                better);
        List<ForkRatio> ratios = forks.stream().map(JmhFork::ratio).toList();
        Count count = new Count(Sample.BYTES + "an operation", least(bytes), least(bytesNow));
        List<Count> counts = Double.isNaN(count.base()) ? List.of() : List.of(count);
        return new Sample(ratios, counts, worse, indications, better);
    }

    /** Of each fork's iterations the least: code that is not compiled in full yet does more. */
    private static double[] of(
            List<JmhFork> forks, Function<JmhFork, JmhSide> side, Function<JmhResult, List<Double>> counted) {
        return forks.stream()
                .mapToDouble(
                        fork -> JmhResult.least(counted.apply(side.apply(fork).result())))
                .toArray();
    }

    /** More is only what each of the candidate's forks has more of than any of the base's; where some have none, nothing is. */
    private static void compare(
            String unit, double[] before, double[] now, double tolerance, List<String> worse, List<String> better) {
        if (least(now) > greatest(before) + tolerance) {
            worse.add(change(unit, before, now));
        } else if (greatest(now) < least(before) - tolerance) {
            better.add(change(unit, before, now));
        }
    }

    private static double tolerance(List<JmhFork> forks, double... base) {
        double harness = forks.stream()
                .flatMap(
                        fork -> Stream.of(fork.base().result(), fork.candidate().result()))
                .mapToDouble(result -> HARNESS * result.threads() / result.operations())
                .max()
                .orElse(0);
        return DoubleStream.of(harness, LEAST, SHARE * greatest(base)).max().orElseThrow();
    }

    private static String change(String unit, double[] before, double... now) {
        return String.format(Locale.ROOT, "%.1f %s an operation, %.1f before", least(now), unit, least(before));
    }

    private static double least(double... values) {
        return DoubleStream.of(values).min().orElse(Double.NaN);
    }

    private static double greatest(double... values) {
        return DoubleStream.of(values).max().orElse(Double.NaN);
    }
}
