package dev.thrice.formats.csv;

import dev.thrice.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a CSV file is to be read: a row of numbers a line, in UTF-8 with or without a byte order mark, all rows of the same length, fields
 * in quotes where need be. Nothing is guessed: commas separate the fields, there is no header and no label unless that is said.
 *
 * <p>A number has a decimal point, if any. A field without one is refused by its line and column: what is to be done about missing values
 * is the caller's to know.
 */
public final class CsvFile {
    private static final String NEEDED = "csv: de.siegmar:fastcsv is not there, which reads such files;"
            + " add the dependency (4.1.0 is known to do), and on the module path --add-modules de.siegmar.fastcsv";

    final Path path;
    char separator = ',';
    boolean header;
    int labelColumn = -1;
    String labelName;
    List<String> classes;

    private CsvFile(Path path) {
        this.path = path;
    }

    /**
     * A file with commas, without header, of numbers alone.
     *
     * @param path of the file
     * @return how it is to be read, to be said further
     */
    public static CsvFile of(Path path) {
        return new CsvFile(path);
    }

    /**
     * Has the first line taken for the columns' names.
     *
     * @return this
     */
    public CsvFile header() {
        header = true;
        return this;
    }

    /**
     * Says what separates the fields.
     *
     * @param character such as ; or a tab
     * @return this
     * @throws IllegalArgumentException if it may be part of a number, a quote or the end of a line
     */
    public CsvFile separator(char character) {
        if (CsvNumber.isPart(character) || character == '"' || character == '\n' || character == '\r') {
            throw new IllegalArgumentException("csv: separator '" + character + "', expected one that is in no number");
        }
        separator = character;
        return this;
    }

    /**
     * Says which column has the classes.
     *
     * @param column from 0 on
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public CsvFile label(int column) {
        if (column < 0) {
            throw new IllegalArgumentException("csv: label column " + column + ", expected at least 0");
        }
        labelColumn = column;
        labelName = null;
        return this;
    }

    /**
     * Says which column has the classes, and that the first line has the columns' names.
     *
     * @param name of the column
     * @return this
     */
    public CsvFile label(String name) {
        labelName = Objects.requireNonNull(name);
        header = true;
        return this;
    }

    /**
     * Says what classes there are, such as those of another file. Else they are those of this file, sorted: by their values if all are whole
     * numbers, else by their characters, so that the order of the rows does not matter.
     *
     * @param names in the order of their numbers
     * @return this
     */
    public CsvFile classes(List<String> names) {
        classes = List.copyOf(names);
        return this;
    }

    /**
     * Reads the file.
     *
     * @return its numbers, and its labels if a column has them
     * @throws FormatException if a field is no finite number of float32's range or a label none of the classes, rows differ in length,
     *     there is no such column or no row
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if FastCSV is not there
     */
    public CsvTable read() throws IOException {
        try {
            return new CsvRows(this).read();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(NEEDED, e);
        }
    }
}
