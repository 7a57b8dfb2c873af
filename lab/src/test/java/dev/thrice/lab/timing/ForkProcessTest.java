package dev.thrice.lab.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForkProcessTest {
    /** A heap in which no command starts, and a JVM that crashes when it is full. */
    private static final List<String> CRASHING = List.of("-Xmx4m", "-XX:+CrashOnOutOfMemoryError");

    @Test
    void aJvmThatCrashesLeavesNothingBehind() throws IOException {
        Set<String> before = left();
        try (ForkProcess<String> fork =
                new ForkProcess<>(CRASHING, List.of("validate", "--generated"), 1, Path::toString)) {
            String message =
                    assertThrows(UserError.class, () -> fork.await(() -> {})).getMessage();
            assertTrue(message.contains("its JVM crashed, Internal Error"), message);
        }
        assertEquals(before, left());
    }

    /** Who asks for the report gets it, there. */
    @Test
    void itsReportIsWhereTheUserSays() throws IOException {
        Path report = Files.createTempFile("crash", ".txt");
        try {
            List<String> options = new ArrayList<>(CRASHING);
            options.add("-XX:ErrorFile=" + report);
            try (ForkProcess<String> fork =
                    new ForkProcess<>(options, List.of("validate", "--generated"), 1, Path::toString)) {
                assertThrows(UserError.class, () -> fork.await(() -> {}));
            }
            assertFalse(Files.readString(report).isEmpty());
        } finally {
            Files.delete(report);
        }
    }

    /** In the working folder, and in the one for temporary files what is ours. */
    private static Set<String> left() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path folder : List.of(Path.of("."), Path.of(System.getProperty("java.io.tmpdir")))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("(hs_err|replay|core|thrice-fork).*"))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
