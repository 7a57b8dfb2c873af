package dev.thrice.gate.command.jmh;

import dev.thrice.gate.command.judge.Count;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What forks of JMH benchmarks found, to be judged. */
final class JmhSamples {
    /**
     * Bytes that the harness itself allocates an iteration and thread, at most.
     */
    private static final double HARNESS = 8192;

    /** Bytes an operation, and share of them, that are nobody's: code may come to allocate less while it runs. */
    private static final double LEAST = .1;

    private static final double SHARE = .001;

    private JmhSamples() {}

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
        List<String> better = new ArrayList<>();
        double[] before = bytes(forks, JmhFork::base);
        double[] now = bytes(forks, JmhFork::candidate);
        double tolerance = tolerance(forks, before);
        if (least(now) > greatest(before) + tolerance) {
            worse.add(change(now, before));
        } else if (greatest(now) < least(before) - tolerance) {
            better.add(change(now, before));
        }
        List<ForkRatio> ratios = forks.stream().map(JmhFork::ratio).toList();
        Count bytes = new Count(Sample.BYTES + "an operation", least(before), least(now));
        return new Sample(ratios, Double.isNaN(bytes.base()) ? List.of() : List.of(bytes), worse, better);
    }

    /** Of each fork's iterations the least: code that is not compiled in full yet allocates more. */
    private static double[] bytes(List<JmhFork> forks, Function<JmhFork, JmhSide> side) {
        return forks.stream()
                .mapToDouble(fork -> JmhResult.least(side.apply(fork).result().bytes()))
                .toArray();
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

    private static String change(double[] now, double... before) {
        return String.format(Locale.ROOT, "%.1f B an operation, %.1f before", least(now), least(before));
    }

    private static double least(double... values) {
        return DoubleStream.of(values).min().orElse(Double.NaN);
    }

    private static double greatest(double... values) {
        return DoubleStream.of(values).max().orElse(Double.NaN);
    }
}
