package dev.thrice.gate.command.history;

import dev.thrice.command.output.CsvLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A history as CSV, a line a run and two columns a benchmark, as Apache Otava's importer reads it: a column {@code time}, others that are
 * attributes, and numbers. It takes no empty cell, so that what a run did not measure is as it was before, or at first.
 */
public final class HistoryTable {
    private HistoryTable() {}

    /**
     * Of a history.
     *
     * @param runs from the first to the last
     * @return the lines, headings first
     */
    public static String csv(List<HistoryRun> runs) {
        List<List<Object>> lines = new ArrayList<>();
        lines.add(new ArrayList<>(List.of("time", "commit", "base", "verdict")));
        for (HistoryRun run : runs) {
            lines.add(new ArrayList<>(
                    List.of(run.time(), run.candidate().name(), run.base().name(), run.verdict())));
        }
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> run.benchmarks().forEach(each -> names.add(each.name())));
        for (String name : names) {
            column(name + " ns", runs, name, HistoryRun.Benchmark::candidateNanos, lines);
            column(name + " ratio", runs, name, HistoryRun.Benchmark::ratio, lines);
        }
        return lines.stream().map(CsvLine::of).collect(Collectors.joining());
    }

    /** None where no run has any. */
    private static void column(
            String heading,
            List<HistoryRun> runs,
            String name,
            Function<HistoryRun.Benchmark, Double> value,
            List<List<Object>> lines) {
        List<Double> values = new ArrayList<>();
        runs.forEach(run -> values.add(run.benchmark(name).map(value).orElse(null)));
        Double last = values.stream().filter(Objects::nonNull).findFirst().orElse(null);
        if (last != null) {
            lines.getFirst().add(heading);
            for (int i = 0; i < values.size(); i++) {
                last = values.get(i) == null ? last : values.get(i);
                lines.get(i + 1).add(last);
            }
        }
    }
}
