package dev.thrice.gate.command.page;

import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.pixels;

import dev.thrice.base.Printable;
import dev.thrice.gate.command.history.HistoryRun;
import dev.thrice.gate.command.history.HistoryRun.Benchmark;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** What the candidates of a history took, run by run: a chart for each benchmark of the last. */
final class HistoryCharts {
    private static final int PIXELS = 160;

    private HistoryCharts() {}

    static List<Section> of(List<Finding> findings, Names names, List<HistoryRun> runs) {
        String topic = "Over " + runs.size() + (runs.size() == 1 ? " run" : " runs");
        return findings.stream()
                .filter(finding -> times(finding.benchmark(), runs).findAny().isPresent())
                .map(finding ->
                        section(finding.benchmark(), names.shown(finding), runs).under(topic))
                .toList();
    }

    private static Section section(String name, String shown, List<HistoryRun> runs) {
        int unit = Nanos.unit(times(name, runs).max().orElseThrow());
        Data data = new Data(
                Column.number("run", "Run", "%.0f"),
                Column.text("time", "Time"),
                Column.text("candidate", "Candidate"),
                Column.text("verdict", "Verdict"),
                Column.number("nanos", "Time, " + Nanos.name(unit), "%.4g"),
                Column.number("ratio", "Candidate / base", "%.3f"),
                Column.number("bytes", "Bytes", "%.0f"));
        Map<String, String> colors = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            HistoryRun run = runs.get(i);
            Benchmark found = run.benchmark(name).orElse(null);
            if (found != null) {
                Verdict verdict = found.verdict();
                colors.put(verdict.toString(), ForestPlot.color(verdict));
                data.row(
                        i + 1,
                        run.time(),
                        Printable.of(run.candidate().name()),
                        GatePage.mark(verdict),
                        number(found.candidateNanos()) / Nanos.divisor(unit),
                        number(found.ratio()),
                        number(found.candidateBytes()));
            }
        }
        Chart chart = new Chart(data)
                .height(PIXELS)
                .layer("line", by("x", "run").zoomed(), by("y", "nanos").zoomed())
                .layer(
                        "point",
                        by("x", "run").zoomed(),
                        by("y", "nanos").zoomed(),
                        by("color", "verdict").colored(colors),
                        pixels("size", 60));
        return Section.of(shown, "The candidate's time, run by run.", chart);
    }

    private static DoubleStream times(String name, List<HistoryRun> runs) {
        return runs.stream()
                .flatMap(run -> run.benchmark(name).stream())
                .map(Benchmark::candidateNanos)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
    }

    private static double number(Double known) {
        return known == null ? Double.NaN : known;
    }
}
