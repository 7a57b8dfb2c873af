package dev.thrice.gate.command.page;

import static dev.thrice.report.Channel.at;
import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;
import static dev.thrice.report.Channel.pixels;

import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.report.Channel;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Each benchmark's ratio with its interval, and those of its forks, beside 1 and the margin. */
final class ForestPlot {
    private static final int ROW_PIXELS = 42;
    private static final String ALL = "all";
    private static final String OF = "of";
    private static final String NAME = "name";

    private ForestPlot() {}

    static Section of(Outcome outcome, Names names) {
        Data data = new Data(
                Column.text(NAME, "Benchmark"),
                Column.text(OF, "Forks"),
                Column.number("ratio", "Candidate / base", "%.3f"),
                Column.number("low", "From", "%.3f"),
                Column.number("high", "To", "%.3f"),
                Column.text("verdict", "Verdict"));
        List<Finding> findings = outcome.ranked();
        Set<String> forks = new LinkedHashSet<>();
        Map<String, String> colors = new LinkedHashMap<>();
        for (Finding finding : findings) {
            String name = names.shown(finding);
            String verdict = finding.verdict().toString();
            colors.put(verdict, color(finding.verdict()));
            data.row(name, ALL, finding.ratio(), finding.low(), finding.high(), verdict);
            int number = 0;
            for (ForkRatio fork : outcome.sample(finding).ratios()) {
                forks.add(String.valueOf(++number));
                data.row(name, String.valueOf(number), Math.exp(fork.logRatio()), Double.NaN, Double.NaN, verdict);
            }
        }
        double margin = 1 + outcome.rules().margin();
        Chart chart = new Chart(data).height(ROW_PIXELS * findings.size());
        chart.layer("rule", at("x", 1).log(), fixed("color", "var(--muted)"))
                .layer("rule", at("x", margin), fixed("color", "var(--bad)"), fixed("strokeDash", "6,4"))
                .layerWhere(
                        OF,
                        List.copyOf(forks),
                        "point",
                        x("ratio"),
                        y(),
                        fixed("color", "var(--muted)"),
                        pixels("size", 14))
                .layerWhere(OF, List.of(ALL), "text", pixels("x", 0), y(), by("text", NAME))
                .layerWhere(OF, List.of(ALL), "rule", x("low"), by("x2", "high"), y())
                .layerWhere(
                        OF,
                        List.of(ALL),
                        "point",
                        x("ratio"),
                        y(),
                        by("color", "verdict").colored(colors),
                        pixels("size", 90));
        return Section.of(
                "Ratios",
                String.format(
                        Locale.ROOT,
                        "Each benchmark's ratio of times with its interval, and small the ratio of each fork that counts. The line is at 1, as"
                                + " fast as the base; the dashed one at %.3f, the margin: what is right of it is slower.",
                        margin),
                chart);
    }

    static String color(Verdict verdict) {
        return "var(--" + GatePage.mark(verdict).outcome().name().toLowerCase(Locale.ROOT) + ")";
    }

    private static Channel x(String column) {
        return by("x", column).log().titled("Candidate / base");
    }

    private static Channel y() {
        return by("y", NAME).titled(null).bare();
    }
}
