package dev.thrice.lab.study;

import static dev.thrice.report.Channel.by;

import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How networks of one kind learn, by how deep they are. */
final class DepthCurve {
    /** A network that got so many of the test set right has learned. */
    static final Bound TRAINED = Bound.atLeast(.8);

    static final Bound FAILED = Bound.atMost(.8);

    /** What came of training a network. */
    interface Trained {
        /** Hidden layers. */
        int hiddenLayers();

        /** Test accuracy. */
        double test();

        /** Why it ended early; empty if it did not. */
        String divergence();
    }

    private final String name;
    private final SortedMap<Integer, List<Trained>> seeds;

    /** Of networks of a kind, of each depth as many seeds. */
    DepthCurve(String name, List<? extends Trained> results) {
        this.name = name;
        seeds = results.stream()
                .collect(Collectors.groupingBy(
                        Trained::hiddenLayers, TreeMap::new, Collectors.toCollection(ArrayList::new)));
    }

    String name() {
        return name;
    }

    private List<Integer> depths() {
        return List.copyOf(seeds.keySet());
    }

    Estimate accuracy(int depth) {
        return Estimate.ofShares(
                seeds.get(depth).stream().mapToDouble(Trained::test).toArray());
    }

    /** The depths of which it is shown that they train, that they fail, or neither. */
    List<Integer> depths(Verdict verdict) {
        return depths().stream()
                .filter(depth -> TRAINED.judge(accuracy(depth)) == verdict)
                .toList();
    }

    /** Such as "train depth 1, 4, fail at depth 8". */
    String inWords() {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE)) {
            if (!depths(verdict).isEmpty()) {
                parts.add(words(verdict) + numbers(depths(verdict)));
            }
        }
        return String.join(", ", parts);
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case HOLDS -> "train depth ";
            case VIOLATED -> "fail at depth ";
            case INCONCLUSIVE -> "are open at depth ";
        };
    }

    static String numbers(List<Integer> depths) {
        return depths.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The titles of {@link #cells}. */
    static List<String> columns(List<Integer> depths) {
        return List.of(
                "trains",
                "fails",
                "neither shown",
                "accuracy, " + depths.getFirst() + " hidden",
                "accuracy, " + depths.getLast() + " hidden");
    }

    /** Which depths train, and how far they get at both ends. */
    List<String> cells() {
        return List.of(
                numbers(depths(Verdict.HOLDS)),
                numbers(depths(Verdict.VIOLATED)),
                numbers(depths(Verdict.INCONCLUSIVE)),
                accuracy(seeds.firstKey()).percent(),
                accuracy(seeds.lastKey()).percent());
    }

    /** What judging by accuracy means. */
    static final String MEANING =
            "A network is said to train where the whole interval of its test accuracy is at or above 80 %, and to fail where it"
                    + " is at or below.";

    /**
     * A chart of several kinds.
     *
     * @param kind what tells them apart
     */
    static Section section(String title, String text, String kind, List<DepthCurve> curves) {
        Data data = new Data(
                Column.number("depth", "Hidden layers", "%.0f"),
                Column.text("kind", kind),
                Column.number("accuracy", "Test accuracy", "%.4f"),
                Column.number("low", "from", "%.4f"),
                Column.number("high", "to", "%.4f"),
                Column.number("diverged", "of the seeds, diverged", "%.0f"));
        for (DepthCurve curve : curves) {
            curve.seeds.forEach((depth, results) -> {
                Estimate accuracy = curve.accuracy(depth);
                data.row(
                        depth,
                        curve.name,
                        accuracy.value(),
                        accuracy.drawnLow(),
                        accuracy.drawnHigh(),
                        results.stream()
                                .filter(result -> !result.divergence().isEmpty())
                                .count());
            });
        }
        return Section.of(
                title,
                text + "; mean and Student's 95 % interval over seeds, both taken on logits.",
                new Chart(data)
                        .intervals(
                                by("x", "depth"),
                                by("y", "accuracy"),
                                by("y", "low").titled("Test accuracy"),
                                by("y2", "high"),
                                by("color", "kind")));
    }
}
