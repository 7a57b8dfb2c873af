package dev.thrice.tests.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.formats.csv.CsvFile;
import dev.thrice.formats.csv.CsvTable;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tables of CSV files as data sets, with the library that reads them beside. */
class CsvDataTest {
    @TempDir
    Path folder;

    @Test
    void aColumnOfLabelsNamesTheClasses() throws IOException {
        Dataset data = Dataset.of(file("width,kind,height", "1,pear,2", "3,apple,4.5", "5,pear,6")
                .label("kind")
                .read());
        assertEquals("3 examples of 2 features, 2 classes", data.toString());
        assertEquals(List.of("apple", "pear"), data.classNames());
        assertEquals(1, data.label(0));
        assertEquals(0, data.label(1));
        assertEquals(4.5f, data.feature(1, 1));
    }

    @Test
    void theLastColumnsAreValues() throws IOException {
        Dataset data = Dataset.of(file("1,2,3", "4,5,6").read(), 2);
        assertEquals("2 examples of 1 features, 2 values each", data.toString());
        assertEquals(4, data.feature(1, 0));
        assertEquals(5, data.value(1, 0));
        assertEquals(6, data.value(1, 1));
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        CsvTable numbers = file("1,2", "3,4").read();
        CsvTable labelled = file("1,2", "3,4").label(1).read();
        refused(
                "dataset: a table without labels, expected CsvFile.label to name their column,"
                        + " or how many of its last columns are values",
                () -> Dataset.of(numbers));
        String expected = ", expected at least 1, at least 1 of features, and no labels";
        refused("dataset: 0 columns of values in a table of 2" + expected, () -> Dataset.of(numbers, 0));
        refused("dataset: 2 columns of values in a table of 2" + expected, () -> Dataset.of(numbers, 2));
        refused(
                "dataset: 1 columns of values in a table of 1 and one of labels" + expected,
                () -> Dataset.of(labelled, 1));
    }

    private static void refused(String message, Executable what) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
    }

    private CsvFile file(String... lines) throws IOException {
        return CsvFile.of(Files.writeString(folder.resolve("table.csv"), String.join("\n", lines)));
    }
}
