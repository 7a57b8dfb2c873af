package dev.thrice.lab.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void jsonIsWrittenWholeAndReplaced() throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, "old");
        JsonFile.write(file, Map.of("x", 1.5));
        assertEquals(1.5, new ObjectMapper().readTree(file.toFile()).get("x").asDouble());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else is left");
        }
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
