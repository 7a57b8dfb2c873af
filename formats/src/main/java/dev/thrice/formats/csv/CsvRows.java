package dev.thrice.formats.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import dev.thrice.base.Printable;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.InputFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the rows of a file. All that needs FastCSV is here. */
final class CsvRows {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MOST_COLUMNS = 1 << 20;
    private static final int LONGEST_ROW = 1 << 26; // FastCSV's own, of characters

    private final CsvFile file;

    /** Numbers of classes, those that are given or in the order that they come in. */
    private final Map<String, Integer> classes = new HashMap<>();

    private final CsvTable.Labels labels = new CsvTable.Labels();
    private CsvTable.Blocks values;
    private float[] row;

    /** How long every row is, -1 before the first. */
    private int fields = -1;

    private int labelColumn;

    /** All names, if there are. */
    private List<String> header = List.of();

    CsvRows(CsvFile file) {
        this.file = file;
        labelColumn = file.labelColumn;
        if (file.classes != null) {
            for (String name : file.classes) {
                classes.putIfAbsent(name, classes.size());
            }
        }
    }

    CsvTable read() throws IOException {
        try (Reader reader = reader();
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .fieldSeparator(file.separator)
                        .skipEmptyLines(false)
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .build(handler(), reader)) {
            for (CsvRecord each : records) {
                add(each);
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw told(e);
        } catch (CharacterCodingException e) {
            throw noText();
        }
        if (values == null || values.rows() == 0) {
            throw bad("no rows, expected at least one");
        }
        return table();
    }

    private static CsvRecordHandler handler() {
        return CsvRecordHandler.builder()
                .maxFields(MOST_COLUMNS)
                .maxRecordSize(LONGEST_ROW)
                .build();
    }

    /** What is no UTF-8 is an error, which FastCSV's own readers replace. */
    private Reader reader() throws IOException {
        Reader reader = new BufferedReader(
                Channels.newReader(InputFile.open(file.path, "a CSV file"), StandardCharsets.UTF_8.newDecoder(), -1));
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private IOException told(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return noText();
            }
            if (cause instanceof IOException io) {
                return new IOException(file.path + ": " + io.getMessage(), io);
            }
        }
        String reason = e.getCause() == null
                ? e.getMessage()
                : e.getMessage() + ": " + e.getCause().getMessage();
        return bad(Printable.of(reason));
    }

    private FormatException noText() {
        return bad("not a text in UTF-8");
    }

    private void add(CsvRecord each) throws FormatException {
        boolean empty = each.getFieldCount() == 1 && each.getField(0).isEmpty();
        if (empty && fields != 1) {
            return;
        }
        if (fields < 0) {
            begin(each);
            if (file.header) {
                return;
            }
        }
        if (each.getFieldCount() != fields) {
            throw bad(line(each) + each.getFieldCount() + " fields, expected " + fields + " as in the first");
        }
        for (int i = 0, column = 0; i < fields; i++) {
            if (i == labelColumn) {
                addLabel(each, i);
            } else {
                row[column++] = number(each, i);
            }
        }
        values.add(row);
    }

    /** At the first line, which says how many columns there are. */
    private void begin(CsvRecord first) throws FormatException {
        fields = first.getFieldCount();
        if (file.labelName != null) {
            labelColumn = first.getFields().indexOf(file.labelName);
            if (labelColumn < 0 || first.getFields().lastIndexOf(file.labelName) != labelColumn) {
                throw bad(line(first) + (labelColumn < 0 ? "no column " : "two columns ")
                        + Printable.name(file.labelName) + ", expected one among "
                        + Printable.list(first.getFields()));
            }
        }
        if (labelColumn >= fields) {
            throw bad(line(first) + fields + " fields, expected labels in column " + labelColumn + ", from 0 on");
        }
        header = file.header ? first.getFields() : List.of();
        row = new float[labelColumn < 0 ? fields : fields - 1];
        values = new CsvTable.Blocks(row.length);
    }

    private float number(CsvRecord each, int column) throws FormatException {
        String field = each.getField(column).strip();
        float value = CsvNumber.parse(field);
        if (!Float.isFinite(value)) {
            throw bad(line(each)
                    + place(column)
                    + (field.isEmpty()
                            ? "no value, expected a number"
                            : "'" + Printable.name(field) + "', expected "
                                    + (Float.isNaN(value) ? "a number" : "a number that float32 can hold")));
        }
        return value;
    }

    private void addLabel(CsvRecord each, int column) throws FormatException {
        String name = each.getField(column).strip();
        if (name.isEmpty()) {
            throw bad(line(each) + place(column) + "no value, expected a class");
        }
        Integer known = classes.get(name);
        if (known == null && file.classes != null) {
            throw bad(line(each) + place(column) + "class " + Printable.name(name) + ", expected one of "
                    + Printable.list(file.classes));
        }
        if (known == null) {
            requireNoFraction(each, column, name);
            known = classes.size();
            classes.put(name, known);
        }
        labels.add(known);
    }

    /** What is measured is no class. Whole numbers may have a point: that is how pandas writes a column with gaps. */
    private void requireNoFraction(CsvRecord each, int column, String name) throws FormatException {
        float number = CsvNumber.parse(name);
        if (number != Math.rint(number) && !Float.isNaN(number)) {
            throw bad(line(each) + place(column) + "class " + Printable.name(name)
                    + ", expected a name or a whole number; what is to be predicted as a number is no class");
        }
    }

    private CsvTable table() {
        List<String> names = new ArrayList<>(header);
        if (labelColumn < 0) {
            return new CsvTable(values, names, List.of(), new int[0]);
        }
        if (!names.isEmpty()) {
            names.remove(labelColumn);
        }
        List<String> order = file.classes == null ? sorted() : file.classes;
        int[] numbers = new int[classes.size()];
        for (int i = order.size() - 1; i >= 0; i--) {
            numbers[classes.get(order.get(i))] = i;
        }
        return new CsvTable(values, names, order, labels.as(numbers));
    }

    private List<String> sorted() {
        boolean whole = classes.keySet().stream().allMatch(name -> name.matches("[+-]?[0-9]{1,18}([.]0{1,18})?"));
        Comparator<String> byText = Comparator.naturalOrder();
        return classes.keySet().stream()
                .sorted(
                        whole
                                ? Comparator.<String, BigDecimal>comparing(BigDecimal::new)
                                        .thenComparing(byText)
                                : byText)
                .toList();
    }

    private static String line(CsvRecord each) {
        return "line " + each.getStartingLineNumber() + ": ";
    }

    /** As people count. */
    private String place(int column) {
        String name = header.isEmpty() ? "" : " (" + Printable.name(header.get(column)) + ")";
        return "column " + (column + 1) + name + ": ";
    }

    private FormatException bad(String what) {
        return new FormatException(file.path + ": " + what);
    }
}
