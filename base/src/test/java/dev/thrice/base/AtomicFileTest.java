package dev.thrice.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command makes of it is tried with the command. */
class AtomicFileTest {
    @TempDir
    Path folder;

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theOldFileIsThereUntilTheNewOneIs() throws IOException {
        Path file = folder.resolve("file");
        write(file, "old");
        AtomicFile.write(file, out -> {
            out.write(new byte[100_000]); // more than is held back
            assertEquals("old", Files.readString(file));
        });
        assertEquals(100_000, Files.size(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void whatCannotBeWrittenToItsEndLeavesNothing() throws IOException {
        Path file = folder.resolve("file");
        for (boolean there : new boolean[] {false, true}) {
            if (there) {
                write(file, "old");
            }
            IOException e = assertThrows(
                    IOException.class,
                    () -> AtomicFile.write(file, out -> {
                        out.write(new byte[100_000]);
                        throw new IOException("enough");
                    }));
            assertEquals("enough", e.getMessage());
            assertEquals(there ? List.of(file) : List.of(), files());
        }
        assertEquals("old", Files.readString(file));
    }

    @Test
    void aFolderIsNotReplaced() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        assertTrue(assertThrows(IOException.class, () -> write(inner, "x"))
                .getMessage()
                .startsWith(inner + ": no plain file"));
        assertEquals(List.of(inner), files());
    }
}
