package dev.thrice.lab.study;

import dev.thrice.command.output.Table;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;

/** Which depths each algorithm trains networks of each kind at, and how far it gets at both ends. */
final class DepthTable {
    private final List<String> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Without rows.
     *
     * @param kind what tells networks apart
     * @param depths in ascending order
     */
    DepthTable(String kind, List<Integer> depths) {
        columns.add("algorithm");
        columns.add(kind);
        columns.addAll(DepthCurve.columns(depths));
    }

    void add(String algorithm, List<DepthCurve> curves) {
        for (DepthCurve curve : curves) {
            List<String> row = new ArrayList<>(List.of(algorithm, curve.name()));
            row.addAll(curve.cells());
            rows.add(row);
        }
    }

    Table text() {
        Table table = new Table(columns.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray(String[]::new)));
        return table;
    }

    Section section() {
        Data data = new Data(columns.stream()
                .map(name -> Column.text(name.replaceAll("\\W", "_"), name))
                .toList());
        rows.forEach(row -> data.row(row.toArray()));
        return Section.of(
                "Depths",
                "Hidden layers of the networks that each trains, or fails on; accuracies at both ends.",
                data);
    }
}
