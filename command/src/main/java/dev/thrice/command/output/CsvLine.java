package dev.thrice.command.output;

import java.util.List;
import java.util.stream.Collectors;

/** A line of a CSV file (RFC 4180). */
public final class CsvLine {
    private CsvLine() {}

    /**
     * The line of some fields.
     *
     * @param fields each as it is shown, in quotes where it has to be
     * @return the line, with its end
     */
    public static String of(List<?> fields) {
        return fields.stream().map(field -> quoted(String.valueOf(field))).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String field) {
        return field.matches("(?s).*[\",\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
