package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;

import dev.thrice.lab.results.Arrivals;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.List;
import java.util.Locale;

/** What had arrived at each node after each step, with the front that Theorem 1 predicts. */
final class ArrivalChart {
    private static final int NODE_PIXELS = 26;

    private ArrivalChart() {}

    static Section of(NetworkResults network, Arrivals arrivals) {
        int length = network.chainLength();
        Data data = new Data(
                Column.number("step", "Step of inference", "%.0f"),
                Column.number("node", "Node", "%.0f"),
                Column.number("share", "Share of the error that has arrived", "%.6f"),
                Column.text("front", "Theorem 1"));
        int steps = Math.min(2 * length, arrivals.norms().getFirst().size() - 1);
        for (int node = 1; node < length; node++) {
            for (int step = 0; step <= steps; step++) {
                double share = arrivals.norms().get(node - 1).get(step);
                data.row(
                        step,
                        node,
                        share,
                        step == length - node ? "first arrival" : step < length - node ? "before" : "after");
            }
        }
        Chart chart = new Chart(data)
                .height(NODE_PIXELS * (length - 1))
                .layer("rect", by("x", "step").discrete(), by("y", "node").discrete(), by("opacity", "share"))
                .layerWhere(
                        "front",
                        List.of("first arrival"),
                        "point",
                        by("x", "step").discrete(),
                        by("y", "node").discrete(),
                        fixed("color", "var(--c2)"));
        return Section.of(
                String.format(Locale.ROOT, "Arrival of errors, gamma = %s", arrivals.stepSize()),
                "How much of backpropagation's error has arrived at each node after each step of "
                        + arrivals.algorithm()
                        + "; the marks are where Theorem 1 says that the first of it does, t = L - l.",
                chart);
    }
}
