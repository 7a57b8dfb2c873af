package dev.thrice.lab.timing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.lab.ForkedJvm;
import dev.thrice.lab.Main;
import dev.thrice.lab.command.Thrice;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class ForkProcessTest {
    /** A heap in which no command starts, and a JVM that crashes when it is full. */
    private static final List<String> CRASHING = List.of("-XX:MaxMetaspaceSize=7m", "-XX:+CrashOnOutOfMemoryError");

    @TempDir
    private Path folder;

    private Process program;

    /** A program that starts a fork when it is told to. */
    static final class Starter {
        private Starter() {}

        /**
         * Says what became of it.
         *
         * @param args none
         * @throws IOException if nobody listens
         */
        public static void main(String[] args) throws IOException {
            ProgramFiles.own();
            System.out.println("ready");
            System.in.read();
            List<String> measuring = List.of("validate", "--quick", "--generated", "--forks=1");
            try (ForkProcess<Path> fork = new ForkProcess<>(Thrice.PROGRAM, measuring, 1, file -> file)) {
                System.out.println("started");
                fork.await(() -> {});
            } catch (UserError e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private BufferedReader aProgram() throws IOException {
        Path jar = Files.writeString(folder.resolve("library.jar"), "");
        List<String> command = new ArrayList<>(ForkedJvm.command(List.of("-Djava.io.tmpdir=" + folder), Starter.class));
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, command.get(classPath) + File.pathSeparator + jar);
        program = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8));
        assertEquals("ready", output.readLine());
        return output;
    }

    private void go() throws IOException {
        program.getOutputStream().write('\n');
        program.getOutputStream().flush();
    }

    @AfterEach
    void end() {
        if (program != null) {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }

    @Test
    void aForkOfAnotherBuildIsNotStarted() throws IOException {
        BufferedReader output = aProgram();
        Files.writeString(folder.resolve("library.jar"), "another");
        go();
        assertEquals("fork 1 is not started: " + ProgramFiles.REPLACED, output.readLine());
    }

    /** As where it was built anew between the start of a JVM and its first class. */
    @Test
    void aForkThatIsOfAnotherBuildRefuses() throws Exception {
        Path errors = folder.resolve("errors");
        program = new ProcessBuilder(ForkedJvm.command(
                        List.of("-Dthrice.fork.build=another", "-Dthrice.fork.folder=" + folder), Main.class, "info"))
                .redirectError(errors.toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertEquals(1, program.waitFor());
        assertEquals(List.of("thrice: " + ProgramFiles.REPLACED), ForkedJvm.said(Files.readAllLines(errors)));
    }

    @Test
    void aForkEndsWithItsParentAndLeavesNothing() throws Exception {
        BufferedReader output = aProgram();
        go();
        assertEquals("started", output.readLine());
        ProcessHandle fork = program.children().findFirst().orElseThrow();
        assertTrue(fork.isAlive());
        assertFalse(forksFolders().isEmpty());
        program.destroyForcibly();
        try {
            fork.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            fork.destroyForcibly();
        }
        assertEquals(List.of(), forksFolders());
    }

    private List<String> forksFolders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("thrice-"))
                    .toList();
        }
    }

    @Test
    void aJvmThatCrashesLeavesNothingBehind() throws IOException {
        Set<String> before = left();
        try (ForkProcess<String> fork = new ForkProcess<>(
                Thrice.PROGRAM, CRASHING, folder -> List.of("validate", "--generated"), 1, Path::toString)) {
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
            try (ForkProcess<String> fork = new ForkProcess<>(
                    Thrice.PROGRAM, options, folder -> List.of("validate", "--generated"), 1, Path::toString)) {
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
