package dev.thrice.report;

import dev.thrice.command.output.CsvLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table as CSV (RFC 4180), for programs: columns by their short names, numbers with all their digits. */
final class CsvTable {
    private final Data data;
    private final String about;

    /**
     * A table.
     *
     * @param data what is in it
     * @param about what data it is about, repeated in each row, so that tables of several runs can be put together; "" if that is not known
     */
    CsvTable(Data data, String about) {
        this.data = data;
        this.about = about;
    }

    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(new ArrayList<>());
        data.rows().forEach(row -> lines.add(new ArrayList<>()));
        for (int column = 0; column < data.columns().size(); column++) {
            add(column, lines);
        }
        if (!about.isEmpty()) {
            lines.getFirst().add("data");
            lines.subList(1, lines.size()).forEach(line -> line.add(about));
        }
        return lines.stream().map(CsvLine::of).collect(Collectors.joining());
    }

    private void add(int column, List<List<String>> lines) {
        String name = data.columns().get(column).name();
        boolean intervals = data.rows().stream().anyMatch(row -> row.get(column) instanceof Data.Interval);
        lines.getFirst().addAll(intervals ? List.of(name, name + "_low", name + "_high") : List.of(name));
        for (int row = 0; row < data.size(); row++) {
            Object cell = data.rows().get(row).get(column);
            List<String> line = lines.get(row + 1);
            if (cell instanceof Data.Interval interval) {
                line.addAll(List.of(number(interval.value()), number(interval.low()), number(interval.high())));
            } else {
                line.add(cell instanceof Number number ? number(number) : cell.toString());
            }
        }
    }

    /** Nothing where there is none. */
    private static String number(Number number) {
        return Double.isFinite(number.doubleValue()) ? number.toString() : "";
    }
}
