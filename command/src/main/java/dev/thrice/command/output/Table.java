package dev.thrice.command.output;

import dev.thrice.base.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** A table of text whose columns are as wide as their widest cell. */
public final class Table {
    private static final int GAP = 2;

    private final List<String[]> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param headings one a column
     */
    public Table(String... headings) {
        rows.add(shown(headings));
    }

    /**
     * Adds a row.
     *
     * @param cells one a column
     * @return this
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException("table: " + cells.length + " cells, expected " + rows.get(0).length);
        }
        rows.add(shown(cells));
        return this;
    }

    /** Some are names from elsewhere. */
    private static String[] shown(String... texts) {
        return Arrays.stream(texts).map(Printable::of).toArray(String[]::new);
    }

    @Override
    public String toString() {
        Column[] columns = new Column[rows.get(0).length];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = new Column(width(j) + GAP, 0, Overflow.SPAN);
        }
        TextTable table = TextTable.forColumns(new ColorScheme.Builder(Ansi.OFF).build(), columns);
        for (String[] row : rows) {
            table.addRowValues(row);
        }
        return table.toString().replaceAll(" +(?=\\R)", "");
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
