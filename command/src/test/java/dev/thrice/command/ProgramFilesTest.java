package dev.thrice.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFilesTest {
    private static final FileTime DATE = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    private Path folder;

    private String classPath;

    private void write(String name, String content, FileTime date) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(file, date);
    }

    private ProgramFiles aProgram() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        write("app/a.jar", "a", DATE);
        write("b.jar", "b", DATE);
        classPath = folder.resolve("app")
                + File.pathSeparator
                + folder.resolve("b.jar")
                + File.pathSeparator
                + folder.resolve("none");
        return ProgramFiles.of(classPath);
    }

    @Test
    void theSameFilesAreTheSameBuild() throws IOException {
        ProgramFiles program = aProgram();
        assertFalse(program.replaced());
        assertEquals(ProgramFiles.of(classPath).atStart(), program.atStart());
        write("b.jar", "b", DATE);
        write("app/results.json", "whoever runs it writes where he likes", DATE);
        assertFalse(program.replaced());
    }

    @Test
    void anyOtherFileIsAnother() throws IOException {
        ProgramFiles program = aProgram();
        write("app/a.jar", "longer", DATE);
        assertTrue(program.replaced());
        program = aProgram();
        write("b.jar", "b", FileTime.fromMillis(DATE.toMillis() + 1_000));
        assertTrue(program.replaced());
        program = aProgram();
        write("app/c.jar", "c", DATE);
        assertTrue(program.replaced());
        Files.delete(folder.resolve("app/c.jar"));
        assertFalse(program.replaced());
        Files.delete(folder.resolve("app/a.jar"));
        assertTrue(program.replaced());
    }
}
