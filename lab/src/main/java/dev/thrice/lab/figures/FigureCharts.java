package dev.thrice.lab.figures;

import static dev.thrice.report.Channel.at;
import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;

import dev.thrice.lab.figures.CellResult.Agreement;
import dev.thrice.lab.figures.Figures.Entry;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Figures 3, 4 and 5, a chart a depth; those of the middle depth that answer the question are under no topic. */
final class FigureCharts {
    private static final String FIGURE_3 = "Figure 3: cosines";
    private static final String COSINE = "Cosine to backprop";

    private final Figures figures;

    FigureCharts(Figures figures) {
        this.figures = figures;
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        int shown = figures.depths().get(figures.depths().size() / 2);
        for (int depth : figures.depths()) {
            Section first =
                    cosines(depth, "first minibatch", entry -> entry.point().first());
            sections.add(depth == shown ? first : first.under(FIGURE_3));
            sections.add(
                    cosines(depth, "trained network", entry -> entry.point().trained())
                            .under(FIGURE_3));
            if (!figures.residual(depth).isEmpty()) {
                sections.add(residual(depth).under(FIGURE_3));
            }
        }
        for (int depth : figures.depths()) {
            sections.add(accuracies(
                            "Figure 4",
                            "validation accuracy",
                            depth,
                            cell -> cell.outcome().lastValidation())
                    .under("Figure 4: validation accuracies"));
        }
        for (int depth : figures.depths()) {
            Section test = accuracies(
                    "Figure 5", "test accuracy", depth, cell -> cell.outcome().test());
            sections.add(depth == shown ? test : test.under("Figure 5: test accuracies"));
        }
        return sections;
    }

    private Section cosines(int depth, String when, Function<Entry, Agreement> agreement) {
        return cosines(
                depth,
                "Figure 3, " + depth + " hidden layers, " + when,
                "lines are what the arrival law says from backprop's gradient alone. All parameters concatenated; by layer the cosine"
                        + " is 1 or 0.",
                (stepSize, count) -> figures.at(depth, stepSize, count).stream()
                        .map(agreement)
                        .map(found -> new Compared(found.measured(), found.predicted()))
                        .toList());
    }

    /** Skips let errors arrive early, and then the early part of the direction is wrong. */
    private Section residual(int depth) {
        return cosines(
                depth,
                "Figure 3 of a residual network, " + depth + " hidden layers, first minibatch",
                "lines are what the arrival law says of each number of edges that errors come along. Blocks of two hidden layers, each"
                        + " with a skip over it: errors come sooner, at first along skips, and not yet of the right direction.",
                (stepSize, count) -> figures.residual(depth).stream()
                        .filter(point -> point.stepSize() == stepSize && point.steps() == count.steps())
                        .map(point -> new Compared(point.measured(), point.predicted()))
                        .toList());
    }

    /** Of one seed. */
    private record Compared(Alignment measured, Alignment predicted) {}

    private Section cosines(
            int depth, String heading, String lines, BiFunction<Float, StepCount, List<Compared>> bySeed) {
        Data data = new Data(
                Column.text("steps", "Inference steps"),
                Column.text("gamma", "Step size"),
                Column.number("cosine", "Cosine to backprop, measured", "%.5f"),
                Column.number("low", "from", "%.5f"),
                Column.number("high", "to", "%.5f"),
                Column.number("predicted", "predicted", "%.5f"),
                Column.number("mean", "mean of layers", "%.5f"),
                Column.number("difference", "largest difference, any layer", "%.1e"));
        double worst = 0;
        for (StepCount count : StepCount.of(depth + 1)) {
            for (float stepSize : figures.stepSizes()) {
                List<Compared> seeds = bySeed.apply(stepSize, count);
                Estimate cosine = over(seeds, one -> one.measured.whole());
                double difference = seeds.stream()
                        .mapToDouble(one -> one.measured.difference(one.predicted))
                        .max()
                        .orElseThrow();
                worst = Math.max(worst, difference);
                data.row(
                        count.name(),
                        "gamma = " + stepSize,
                        cosine.value(),
                        Math.max(cosine.drawnLow(), -1),
                        Math.min(cosine.drawnHigh(), 1),
                        over(seeds, one -> one.predicted.whole()).value(),
                        over(seeds, one -> one.measured.mean()).value(),
                        difference);
            }
        }
        Chart chart = new Chart(data)
                .layer("line", by("x", "steps"), by("y", "predicted").titled(COSINE), by("color", "gamma"))
                .layer("rule", by("x", "steps"), by("y", "low").titled(COSINE), by("y2", "high"), by("color", "gamma"))
                .layer("point", by("x", "steps"), by("y", "cosine").titled(COSINE), by("color", "gamma"));
        return Section.of(
                heading,
                "FPA-PC's update and backprop's: points are measured, with their interval over seeds; " + lines
                        + " Largest difference: " + Statements.figure(worst) + ".",
                chart);
    }

    private static Estimate over(List<Compared> seeds, ToDoubleFunction<Compared> quantity) {
        return Estimate.ofValues(seeds.stream().mapToDouble(quantity).toArray());
    }

    private Section accuracies(String figure, String what, int depth, ToDoubleFunction<CellResult> quantity) {
        Data data = new Data(
                Column.text("steps", "Inference steps"),
                Column.text("gamma", "Step size"),
                Column.number("accuracy", what, "%.4f"),
                Column.number("low", "from", "%.4f"),
                Column.number("high", "to", "%.4f"));
        for (StepCount count : StepCount.of(depth + 1)) {
            for (float stepSize : figures.stepSizes()) {
                Estimate accuracy = Figures.share(
                        figures.at(depth, stepSize, count), entry -> quantity.applyAsDouble(entry.cell()));
                data.row(
                        count.name(),
                        "gamma = " + stepSize,
                        accuracy.value(),
                        accuracy.drawnLow(),
                        accuracy.drawnHigh());
            }
        }
        Estimate backprop = figures.backprop(depth, quantity);
        Chart chart = new Chart(data)
                .layer("rule", at("y", backprop.value()), fixed("color", "var(--muted)"))
                .intervals(
                        by("x", "steps"),
                        by("y", "accuracy").zoomed(),
                        by("y", "low").zoomed().titled(what),
                        by("y2", "high"),
                        by("color", "gamma"));
        return Section.of(
                figure + ", " + depth + " hidden layers",
                "The " + what
                        + " of FPA-PC after the last epoch, mean and interval over seeds. The level line is"
                        + " backprop's mean, " + Statements.percent(backprop.value()) + ".",
                chart);
    }
}
