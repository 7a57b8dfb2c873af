package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.at;
import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.Series;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The first network's times and ratios, with their intervals over forks. */
final class RatioCharts {
    private static final int ROW_PIXELS = 40;
    private static final int DRIFT_POINTS = 10;
    private static final String MEASURED = "Measured over bound";

    private RatioCharts() {}

    /** Every claim that is a ratio of times, over its bound: 1 is the bound itself. */
    static Section ratios(Analysis analysis) {
        Data data = new Data(
                Column.text("claim", "Claim"),
                Column.text("counted", "Counted"),
                Column.text("side", "Claimed"),
                Column.number("effect", MEASURED, "%.3f"),
                Column.number("low", "From", "%.3f"),
                Column.number("high", "To", "%.3f"));
        Set<String> names = new HashSet<>();
        for (Claim claim : analysis.claims()) {
            boolean here = claim.network().equals(analysis.network().name());
            if (here && !claim.counted().isEmpty() && !claim.unit().equals(Unit.WORK)) {
                String name = claim.equation() + " " + claim.subject();
                Estimate effect = claim.effect();
                double bound = claim.bound().value();
                data.row(
                        name,
                        claim.counted(),
                        claim.bound().relation().sign(),
                        effect.value() / bound,
                        effect.low() / bound,
                        effect.high() / bound);
                names.add(name);
            }
        }
        Chart chart = new Chart(data)
                .height(ROW_PIXELS * Math.max(1, names.size()))
                .named("claim")
                .layer("rule", at("x", 1))
                .layer(
                        "rule",
                        by("x", "low").log().titled(MEASURED),
                        by("x2", "high"),
                        by("y", "claim").titled(null).bare(),
                        by("color", "counted"))
                .layer(
                        "point",
                        by("x", "effect").log(),
                        by("y", "claim").titled(null).bare(),
                        by("color", "counted"));
        return Section.of(
                "Ratios",
                "Each claim's ratio over its bound, so that the line at 1 is the bound: <= claims belong left of it, >= claims"
                        + " right. Bars are 95 % intervals over forks.",
                chart);
    }

    /** What each algorithm took, with 3 w sum C_i drawn in. */
    static Section times(NetworkResults network) {
        Data data = new Data(
                Column.text("name", "TIME{}"),
                Column.number("micros", "us", "%.2f"),
                Column.number("low", "From", "%.2f"),
                Column.number("high", "To", "%.2f"));
        List<TimedTask> shown = network.contenders().stream()
                .filter(contender -> contender.task() == Task.FORWARD
                        || contender.task() == Task.BACKPROPAGATION
                        || contender.task() == Task.PREDICTIVE_CODING)
                .toList();
        for (TimedTask contender : shown) {
            Estimate micros = Quantity.of(contender).times(1e-3).estimate(network);
            data.row(contender.name(), micros.value(), micros.low(), micros.high());
        }
        double bound =
                Unit.of(network).getFirst().sum().times(3e-3).estimate(network).value();
        Chart chart = new Chart(data)
                .height(ROW_PIXELS * shown.size())
                .named("name")
                .layer(
                        "point",
                        by("x", "micros").log(),
                        by("y", "name").titled(null).bare())
                .layer(
                        "rule",
                        by("x", "low").log().titled("us"),
                        by("x2", "high"),
                        by("y", "name").titled(null).bare())
                .layer("rule", at("x", bound), fixed("strokeDash", "6,4"));
        return Section.of(
                "Times",
                String.format(
                        Locale.ROOT,
                        "What each algorithm takes on %s, each with its own forward pass; the dashed line is 3 w sum C = %.1f us.",
                        network.name(),
                        bound),
                chart);
    }

    /** FPA-PC to convergence, by step size; empty unless several were timed. */
    static Optional<Section> stepSizes(NetworkResults network) {
        Data data = new Data(
                Column.number("gamma", "Step size", "%.2f"),
                Column.number("steps", "Steps", "%.0f"),
                Column.number("ratio", "Over backprop's time", "%.2f"),
                Column.number("low", "From", "%.2f"),
                Column.number("high", "To", "%.2f"));
        Quantity backprop = Quantity.of(network.contenders(Task.BACKPROPAGATION).getFirst());
        List<TimedTask> shown = network.contenders(Task.PREDICTIVE_CODING).stream()
                .filter(pc -> pc.algorithm().equals(Names.of(AlgorithmName.FPA))
                        && pc.workers() == 1
                        && !pc.parameters()
                        && pc.movesAllAtOnce()
                        && pc.stepSize() != null)
                .toList();
        for (TimedTask pc : shown) {
            Estimate ratio = Estimate.ofRatios(Quantity.of(pc).over(backprop, network));
            data.row(pc.stepSize(), pc.steps(), ratio.value(), ratio.low(), ratio.high());
        }
        Chart chart = new Chart(data)
                .intervals(
                        by("x", "gamma").log(),
                        by("y", "ratio").log(),
                        by("y", "low").log().titled("Over backprop's time"),
                        by("y2", "high"))
                .layer("rule", at("y", 1), fixed("strokeDash", "6,4"));
        return shown.size() < 2
                ? Optional.empty()
                : Optional.of(Section.of(
                        "Time against step size",
                        "FPA-PC on one worker with the steps that the arrival law says it takes until .999 of every error is there, over"
                                + " backpropagation's time, errors only; the dashed line at 1 is backpropagation.",
                        chart));
    }

    /** Whether the machine stayed the same: the reference kernel in each tenth of each fork. */
    static Section drift(NetworkResults network) {
        TimedTask reference = network.contenders(Task.REFERENCE).stream()
                .findFirst()
                .orElse(network.contenders(Task.FORWARD).getFirst());
        Data data = new Data(
                Column.number("share", "Share of the rounds", "%.2f"),
                Column.number("level", "Time over the fork's median", "%.4f"),
                Column.text("fork", "Fork"));
        for (Fork fork : network.forks()) {
            double[] samples = fork.of(reference);
            int points = Math.min(DRIFT_POINTS, samples.length);
            double median = Series.median(samples);
            for (int i = 0; i < points; i++) {
                double[] part =
                        Arrays.copyOfRange(samples, i * samples.length / points, (i + 1) * samples.length / points);
                data.row((i + .5) / points, Series.median(part) / median, "fork " + fork.number());
            }
        }
        Chart chart =
                new Chart(data).layer("line", by("x", "share"), by("y", "level").zoomed(), by("color", "fork"));
        return Section.of(
                "Drift",
                "The time of " + reference.name()
                        + ", whose work never changes, through each fork: where it moved, the machine did. Rounds in which it is more than"
                        + " 5 % off the fork's lower quartile are not judged.",
                chart);
    }
}
