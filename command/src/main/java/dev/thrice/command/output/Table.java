package dev.thrice.command.output;

import dev.thrice.base.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/**
 * A table of text whose columns are as wide as their widest cell. On a terminal that is narrower the last column has lines of its own, each
 * below its row.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int INDENT = 4;

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
        return within(Terminal.columns().orElse(Integer.MAX_VALUE));
    }

    String within(int terminal) {
        int count = rows.get(0).length;
        if (count == 1
                || widthOf(count) <= terminal
                || widthOf(count - 1) > terminal) { // where that would not do, either
            return lines(count);
        }
        String[] above = lines(count - 1).split("\\R", -1);
        StringBuilder stacked = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            String last = rows.get(i)[count - 1];
            stacked.append(above[i]).append(System.lineSeparator());
            stacked.append(last.isEmpty() ? "" : " ".repeat(INDENT) + last + System.lineSeparator());
        }
        return stacked.toString();
    }

    private String lines(int count) {
        Column[] columns = new Column[count];
        for (int j = 0; j < count; j++) {
            columns[j] = new Column(width(j) + GAP, 0, Overflow.SPAN);
        }
        TextTable table = TextTable.forColumns(new ColorScheme.Builder(Ansi.OFF).build(), columns);
        for (String[] row : rows) {
            table.addRowValues(Arrays.copyOf(row, count));
        }
        return table.toString().replaceAll(" +(?=\\R)", "");
    }

    private int widthOf(int columns) {
        return IntStream.range(0, columns).map(column -> width(column) + GAP).sum() - GAP;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
