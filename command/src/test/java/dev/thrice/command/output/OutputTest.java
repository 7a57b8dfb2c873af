package dev.thrice.command.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
    @TempDir
    private Path folder;

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("a", "long heading").row("wide cell", "x");
        assertEquals(String.format("a          long heading%nwide cell  x%n"), table.toString());
        assertThrows(IllegalArgumentException.class, () -> table.row("one"));
    }

    /** What is too wide for a terminal has its last column below, unless that were too wide as well. */
    @Test
    void onANarrowTerminalTheLastColumnIsBelow() {
        Table table = new Table("a", "b", "c").row("1", "2", "long claim").row("3", "4", "");
        String wide = String.format("a  b  c%n1  2  long claim%n3  4%n");
        assertEquals(wide, table.within(16));
        assertEquals(String.format("a  b%n    c%n1  2%n    long claim%n3  4%n"), table.within(15));
        assertEquals(wide, table.within(3));
        assertEquals(String.format("alone%n"), new Table("alone").within(3));
    }

    @Test
    void namesFromElsewhereStayInTheirCell() {
        assertEquals(
                String.format("a\\u000ab%nc\\u001b%n"),
                new Table("a\nb").row("c\u001b").toString());
    }

    @Test
    void jsonIsWrittenWholeAndReplaced() throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, "old");
        JsonFile.write(file, Map.of("x", 1.5));
        assertEquals(1.5, new ObjectMapper().readTree(file.toFile()).get("x").asDouble());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else is left");
        }
    }

    /** Neither of which is told in the words of whoever parses it. */
    @Test
    void jsonThatIsNotOursIsRefusedWithThePlace() throws IOException {
        Path file = folder.resolve("in.json");
        JsonFile.write(file, List.of(List.of(1, 2), List.of(3)));
        assertArrayEquals(new Integer[][] {{1, 2}, {3}}, JsonFile.read(file, Integer[][].class));
        Files.writeString(file, "[[1], [2, {}]]");
        assertRefused(file + ": [1][1]: an object, expected a number without a fraction", file);
        for (String other : List.of("{}", "null", "")) {
            Files.writeString(file, other);
            assertRefused(", expected ", file);
        }
        Files.writeString(file, "[[1");
        assertRefused(file + ": not JSON, or cut short, at line 1, column 4, expected what thrice writes there", file);
        Files.writeString(file, "[\n [1], oops]");
        assertRefused(file + ": not JSON, or cut short, at line 2, column ", file);
        Files.writeString(file, "{\"a\": 1, \"a\": 2}");
        assertRefused(file + ": not JSON, or cut short, at line 1, column ", file);
        Files.write(file, new byte[] {0, 0, (byte) 0xfe, (byte) 0xff, 0, 0, 0, 1});
        assertRefused(file + ": not JSON", file);
        Files.delete(file);
        assertRefused("cannot read " + file + ": no such file or folder", file);
    }

    private static void assertRefused(String message, Path file) {
        String found = assertThrows(UserError.class, () -> JsonFile.read(file, Integer[][].class))
                .getMessage();
        assertTrue(found.contains(message) && !found.contains("java.lang"), found);
        assertTrue(
                Stream.of("token", "Unexpected", "Unrecognized", "Duplicate", "JsonParser", "\n")
                        .noneMatch(found::contains),
                found);
    }

    @Test
    void whereNothingCanBeWrittenIsSaidBefore() {
        Path missing = folder.resolve("no/such/out.json");
        String message = assertThrows(UserError.class, () -> WholeFile.requireWritable(missing))
                .getMessage();
        assertTrue(message.contains("no/such does not exist"), message);
        assertThrows(UserError.class, () -> WholeFile.requireWritable(folder));
    }
}
