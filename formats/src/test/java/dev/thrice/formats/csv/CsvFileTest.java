package dev.thrice.formats.csv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("file.csv");
    }

    private CsvTable read(String text, UnaryOperator<CsvFile> options) throws IOException {
        return options.apply(CsvFile.of(Files.writeString(path(), text))).read();
    }

    private static float[] numbers(CsvTable table) {
        try (TensorArena arena = TensorArena.open()) {
            assertEquals(table.rows(), table.tensor(arena).rows());
            return table.tensor(arena).toArray();
        }
    }

    @Test
    void numbersAreReadAsTheyAre() throws IOException {
        CsvTable table = read("1,-2.5,+3e2\n .5 ,\"7\",1e-46\n", file -> file);
        assertArrayEquals(new float[] {1, -2.5f, 300, .5f, 7, 0}, numbers(table));
        assertEquals(3, table.columns());
        assertEquals(7, table.get(1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> table.get(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> table.get(0, 3));
        assertEquals(List.of(), table.names());
        assertEquals(List.of(), table.classes());
        assertEquals(0, table.labels().length);
    }

    @Test
    void separatorsEndsOfLinesAndAByteOrderMarkAreTaken() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            for (char separator : new char[] {';', '\t', '|', ' '}) {
                String text = "\ufeff1%s2%s3%s4%s".formatted(separator, end, separator, end);
                assertArrayEquals(new float[] {1, 2, 3, 4}, numbers(read(text, file -> file.separator(separator))));
            }
        }
        assertArrayEquals(new float[] {1, 2}, numbers(read("\n1,2\n\n\n", file -> file))); // empty lines are none
        for (char wrong : "1.-+eE\"\n\r".toCharArray()) {
            assertThrows(
                    IllegalArgumentException.class, () -> CsvFile.of(path()).separator(wrong));
        }
    }

    @Test
    void classesAreSortedWhateverTheOrderOfTheRows() throws IOException {
        String header = "\"length, cm\",species,width\n";
        CsvTable table = read(
                header + "1,setosa,2\n3,Virginica,4\n5,setosa,6\n7, versicolor ,8\n", file -> file.label("species"));
        assertEquals(List.of("Virginica", "setosa", "versicolor"), table.classes());
        assertArrayEquals(new int[] {1, 0, 1, 2}, table.labels());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, numbers(table));
        assertEquals(List.of("length, cm", "width"), table.names());
        CsvTable numbers = read("10,1\n9,2\n-1,3\n9,4\n", file -> file.label(0));
        assertEquals(List.of("-1", "9", "10"), numbers.classes());
        assertArrayEquals(new int[] {2, 1, 0, 1}, numbers.labels());
        assertEquals(1, numbers.columns());
        CsvTable given = read("1,b\n2,a\n", file -> file.label(1).classes(List.of("b", "c", "a")));
        assertArrayEquals(new int[] {0, 2}, given.labels());
        assertEquals(List.of("b", "c", "a"), given.classes());
        assertEquals(0, read("b\n", file -> file.label(0)).columns());
    }

    /** A column that is measured is no class, unless somebody says that it is; whole numbers may have a point, as pandas writes them. */
    @Test
    void fractionsAreNoClasses() throws IOException {
        requireRefusal(
                "a,y\n1,2\n1,0.5\n",
                file -> file.label("y"),
                "line 3: column 2 (y): class 0.5, expected a name or a whole number; what is to be predicted as a number is no"
                        + " class");
        requireRefusal("1,-1.5e0\n", file -> file.label(1), "line 1: column 2: class -1.5e0, expected");
        CsvTable points = read("1,10.0\n1,2.0\n1,v1.5\n", file -> file.label(1));
        assertEquals(List.of("10.0", "2.0", "v1.5"), points.classes());
        CsvTable whole = read("1,10.0\n1,2.0\n", file -> file.label(1));
        assertEquals(List.of("2.0", "10.0"), whole.classes());
    }

    @Test
    void longTablesAreWhole() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(",c").append(i % 3).append(',').append(-i).append('\n');
        }
        CsvTable table = read(text.toString(), file -> file.label(1));
        assertEquals(50_000, table.rows());
        float[] values = numbers(table);
        int[] labels = table.labels();
        for (int i = 0; i < 50_000; i++) {
            assertEquals(i, values[2 * i]);
            assertEquals(-i, table.get(i, 1));
            assertEquals(i % 3, labels[i]);
        }
        String wide = "0" + ",1".repeat(20_000) + "\n";
        assertEquals(20_001, read(wide + wide, file -> file).columns());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "1,2/3,/ ~line 2: column 2: no value, expected a number",
                "1,2/3~line 2: 1 fields, expected 2 as in the first",
                "1,2/3,4,5~line 2: 3 fields, expected 2 as in the first",
                "1,x~line 1: column 2: 'x', expected a number",
                "1,NaN~line 1: column 2: 'NaN', expected a number",
                "1,2f~line 1: column 2: '2f', expected a number",
                "1,0x10~line 1: column 2: '0x10', expected a number",
                "1,1e39~line 1: column 2: '1e39', expected a number that float32 can hold",
                "1;2~line 1: column 1: '1;2', expected a number",
                "1/'a/b',2~line 2: 2 fields, expected 1",
                "1/'2/x'/3~line 2: column 1: '2\\u000ax', expected a number",
                "1,\u001b[2J~line 1: column 2: '\\u001b[2J', expected a number",
                "/ ~no rows, expected at least one",
            })
    void whatIsNoTableOfNumbersIsRefusedByItsPlace(String text, String message) {
        requireRefusal(text.strip().replace('/', '\n').replace('\'', '"'), file -> file, message);
    }

    private void requireRefusal(String text, UnaryOperator<CsvFile> options, String message) {
        FormatException e = assertThrows(FormatException.class, () -> read(text, options));
        assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
    }

    @Test
    void columnsThatAreNotThereAreNamed() {
        requireRefusal("a,b\n1,2\n", file -> file.label("c"), "line 1: no column c, expected one among a, b");
        requireRefusal("a,a\n1,2\n", file -> file.label("a"), "line 1: two columns a, expected one among a, a");
        requireRefusal("1,2\n", file -> file.label(2), "line 1: 2 fields, expected labels in column 2, from 0 on");
        requireRefusal("a,b\n1,\n", file -> file.header(), "line 2: column 2 (b): no value, expected a number");
        requireRefusal("a,b\n1,\n", file -> file.label("b"), "line 2: column 2 (b): no value, expected a class");
        requireRefusal("a,b\n", file -> file.header(), "no rows, expected at least one");
        requireRefusal(
                "1,d\n", file -> file.label(1).classes(List.of("b", "c")), "column 2: class d, expected one of b, c");
        requireRefusal("1\n\n2\n", file -> file, "line 2: column 1: no value, expected a number");
        assertThrows(IllegalArgumentException.class, () -> CsvFile.of(path()).label(-1));
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(path(), new byte[] {'1', '\n', (byte) 0xff, '\n'});
        FormatException e =
                assertThrows(FormatException.class, () -> CsvFile.of(path()).read());
        assertEquals(path() + ": not a text in UTF-8", e.getMessage());
        IOException none = assertThrows(
                IOException.class, () -> CsvFile.of(folder.resolve("no.csv")).read());
        assertEquals(folder.resolve("no.csv") + ": no such file", none.getMessage());
    }

    /** By a class loader of its own that does not have it; beneath the platform's, which has all modules, it would. */
    @Test
    void withoutFastCsvOneLineNamesIt() throws Exception {
        URL[] without = {
            CsvFile.class.getProtectionDomain().getCodeSource().getLocation(),
            TensorArena.class.getProtectionDomain().getCodeSource().getLocation()
        };
        Files.writeString(path(), "1,2\n");
        try (URLClassLoader loader = new URLClassLoader(without, null)) {
            Class<?> file = loader.loadClass(CsvFile.class.getName());
            Object opened = file.getMethod("of", Path.class).invoke(null, path());
            InvocationTargetException e = assertThrows(
                    InvocationTargetException.class,
                    () -> file.getMethod("read").invoke(opened));
            IllegalStateException cause = assertInstanceOf(IllegalStateException.class, e.getCause());
            assertTrue(cause.getMessage().startsWith("csv: de.siegmar:fastcsv is not there"), cause.getMessage());
        }
    }
}
