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
        assertRefused("not JSON, or cut short: ", file);
        Files.delete(file);
        assertRefused("cannot read " + file + ": no such file or folder", file);
    }

    private static void assertRefused(String message, Path file) {
        String found = assertThrows(UserError.class, () -> JsonFile.read(file, Integer[][].class))
                .getMessage();
        assertTrue(found.contains(message) && !found.contains("java.lang"), found);
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
