package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;
import static dev.thrice.report.Channel.pixels;

import dev.thrice.lab.statistics.Bound.Relation;
import dev.thrice.report.Channel;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Mark.Outcome;
import dev.thrice.report.Report.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The claims that carry the answer: each ratio with its interval, on the side of its bound where it was claimed to be or not. */
final class ForestChart {
    private static final int ROW_PIXELS = 42;
    private static final String RATIO = "Ratio (log scale)";

    private ForestChart() {}

    static Section of(Analysis analysis) {
        Data data = new Data(
                Column.text("claim", "Claim"),
                Column.text("side", "Claimed"),
                Column.number("bound", "Bound", "%.0f"),
                Column.number("ratio", RATIO, "%.3f"),
                Column.number("low", "From", "%.3f"),
                Column.number("high", "To", "%.3f"),
                Column.text("verdict", "Verdict"));
        Map<String, String> colors = new LinkedHashMap<>();
        List<Claim> carriers = Answer.carriers(analysis).stream()
                .filter(claim -> !claim.counted().isEmpty())
                .toList();
        for (Claim claim : carriers) {
            data.row(
                    name(claim),
                    claim.bound().relation().sign(),
                    claim.bound().value(),
                    claim.effect().value(),
                    claim.effect().low(),
                    claim.effect().high(),
                    analysis.verdictName(claim));
            Outcome outcome = analysis.mark(claim).outcome();
            colors.put(analysis.verdictName(claim), "var(--" + outcome.name().toLowerCase(Locale.ROOT) + ")");
        }
        Chart chart = new Chart(data).height(ROW_PIXELS * Math.max(1, carriers.size()));
        claimed(chart, Relation.AT_MOST, pixels("x2", 0));
        claimed(chart, Relation.AT_LEAST, fixed("x2", "width"));
        chart.named("claim")
                .layer("tick", x("bound"), y(), pixels("size", 18))
                .layer("rule", x("low"), by("x2", "high"), y())
                .layer("point", x("ratio"), y(), by("color", "verdict").colored(colors), pixels("size", 90));
        return Section.of(
                "Ratios and their bounds",
                "Each ratio with its 95 % interval over forks, or over rounds by ranks; the grey band is where the claim puts it, from the bound, 1 or 3, on. Errors"
                        + " alone, unless the gradient is named. Outside of its band: " + outside(analysis, carriers)
                        + ".",
                chart);
    }

    /** What is counted is the errors, unless it is said. */
    private static String name(Claim claim) {
        return claim.numbered() + (claim.counted().equals("gradient") ? ", gradient" : "");
    }

    private static void claimed(Chart chart, Relation side, Channel end) {
        chart.layerWhere(
                "side",
                List.of(side.sign()),
                "rule",
                x("bound"),
                end,
                y(),
                fixed("color", "var(--grid)"),
                pixels("size", 12));
    }

    private static Channel x(String column) {
        return by("x", column).log().titled(RATIO);
    }

    private static Channel y() {
        return by("y", "claim").titled(null).bare();
    }

    /** In words, for who cannot see it. Where a point is does not take a verdict. */
    private static String outside(Analysis analysis, List<Claim> carriers) {
        String outside = carriers.stream()
                .filter(claim -> claim.bound().relation() == Relation.AT_MOST
                        ? claim.effect().value() > claim.bound().value()
                        : claim.effect().value() < claim.bound().value())
                .map(claim -> name(claim) + " (" + analysis.verdictName(claim) + ")")
                .collect(Collectors.joining("; "));
        return outside.isEmpty() ? "none" : outside;
    }
}
