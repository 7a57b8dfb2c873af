package dev.thrice.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of numbers and texts: what a chart draws, and what is printed below it. */
public final class Data {
    private final List<Column> columns;
    private final List<List<Object>> rows = new ArrayList<>();
    private int group = -1;

    /**
     * A column.
     *
     * @param name by which charts refer to it; letters, digits and underscores
     * @param heading as people read it, with the unit
     * @param format of a number, such as "%.2f"; null for texts
     */
    public record Column(String name, String heading, String format) {
        /**
         * A column of texts.
         *
         * @param name by which charts refer to it
         * @param heading as people read it
         * @return the column
         */
        public static Column text(String name, String heading) {
            return new Column(name, heading, null);
        }

        /**
         * A column of numbers.
         *
         * @param name by which charts refer to it
         * @param heading as people read it, with the unit
         * @param format such as "%.2f"
         * @return the column
         */
        public static Column number(String name, String heading, String format) {
            return new Column(name, heading, format);
        }

        boolean isNumber() {
            return format != null;
        }
    }

    /**
     * A text that says how something turned out, and is coloured so.
     *
     * @param text as shown
     * @param outcome how it turned out
     */
    public record Mark(String text, Outcome outcome) {
        /** How something turned out. */
        public enum Outcome {
            /** Well. */
            GOOD,
            /** Badly. */
            BAD,
            /** It is not known. */
            OPEN,
            /** It bears on nothing. */
            ASIDE
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A figure with its interval, in one cell for people; in a file a column each, the ends' with "_low" and "_high" to their names.
     *
     * @param value the figure
     * @param low lower end
     * @param high upper end
     * @param text as shown
     */
    public record Interval(double value, double low, double high, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Starts a table.
     *
     * @param columns from left to right
     */
    public Data(Column... columns) {
        this(List.of(columns));
    }

    /**
     * Starts a table.
     *
     * @param columns from left to right
     */
    public Data(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /**
     * Adds a row.
     *
     * @param cells a Number (NaN or infinite where there is none), a text or a mark for each column
     * @return this
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public Data row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("data: " + cells.length + " cells, expected " + columns.size());
        }
        rows.add(List.of(cells));
        return this;
    }

    /**
     * Has a page show the rows in groups, each folded away: those that have the same text in a column.
     *
     * @param column of texts, by its name
     * @return this
     */
    public Data grouped(String column) {
        group = columns.indexOf(column(column));
        return this;
    }

    /**
     * How many rows there are.
     *
     * @return their number
     */
    public int size() {
        return rows.size();
    }

    List<Column> columns() {
        return columns;
    }

    List<List<Object>> rows() {
        return rows;
    }

    /** The rows by the text that makes them a group; all together, by "", where there are none. */
    Map<String, List<List<Object>>> groups() {
        Map<String, List<List<Object>>> groups = new LinkedHashMap<>();
        for (List<Object> row : rows) {
            String text = group < 0 ? "" : row.get(group).toString();
            groups.computeIfAbsent(text, first -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    Column column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column " + name));
    }

    /** What there is in a column, each text once. */
    List<String> texts(String name) {
        int index = columns.indexOf(column(name));
        return rows.stream().map(row -> row.get(index).toString()).distinct().toList();
    }

    /** A cell as text; a number there is none of is a dash. */
    static String text(Column column, Object cell) {
        if (!(cell instanceof Number number)) {
            return cell.toString();
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? String.format(Locale.ROOT, column.format(), value) : "\u2013";
    }
}
