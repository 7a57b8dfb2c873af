package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What gates leave that were killed, and what gates have that are at work. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class BuildFolderTest {
    @TempDir
    private Path temp;

    private TestProject project;
    private Path cache;
    private String slow;
    private String quick;
    private Process gate;

    /** Another process that builds a commit. */
    static final class Main {
        private Main() {}

        /**
         * Builds.
         *
         * @param args the repository's folder, the cache and the commit
         */
        public static void main(String[] args) {
            new Builder(new Repository(Path.of(args[0])), Path.of(args[1]), TestProject.BUILD, "out").build(args[2]);
        }
    }

    @BeforeEach
    void aGateAtWork() throws Exception {
        project = TestProject.in(temp.resolve("project"));
        cache = temp.resolve("cache");
        slow = project.commit("touch " + temp.resolve("started") + "; sleep 60", "Slow");
        quick = project.commit("mkdir out; touch out/a.jar", "Quick");
        gate = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        Main.class.getName(),
                        project.folder().toString(),
                        cache.toString(),
                        slow)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("said").toFile())
                .start();
        while (!Files.exists(temp.resolve("started"))) {
            assertTrue(gate.isAlive(), () -> read(temp.resolve("said")));
            Thread.sleep(20);
        }
    }

    @AfterEach
    void end() throws Exception {
        kill();
    }

    /** With SIGKILL, and what it runs. */
    private void kill() throws Exception {
        List<ProcessHandle> all =
                Stream.concat(gate.descendants(), Stream.of(gate.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        gate.waitFor();
        for (ProcessHandle one : all) {
            one.onExit().get();
        }
    }

    @Test
    void whatIsInUseIsLeftAloneAndWhatIsNotIsClearedUp() throws Exception {
        assertEquals(1, folders().size());
        build(quick);
        assertEquals(1, folders().size(), "the other gate is at work");
        assertEquals(1, project.worktrees().size());
        kill();
        assertEquals(1, folders().size());
        build(quick); // though it is there already
        assertEquals(List.of(), folders());
        assertEquals(List.of(), project.worktrees());
    }

    @Test
    void ofAnotherRepositoryToo() throws Exception {
        kill();
        TestProject other = TestProject.in(temp.resolve("other"));
        new Builder(new Repository(other.folder()), cache, TestProject.BUILD, "out")
                .build(other.commit("mkdir out; touch out/a.jar", "First"));
        assertEquals(List.of(), folders());
        assertEquals(List.of(), project.worktrees());
    }

    /** Somebody empties the cache; another worktree of the user's, which is not there now, is none of ours. */
    @Test
    void worktreesThatAreNotThereAnyMoreAreForgottenIfTheyAreOurs() throws Exception {
        kill();
        Path users = temp.resolve("users");
        project.git("worktree", "add", "-q", "--detach", users.toString());
        Files.move(users, temp.resolve("away"));
        try (Stream<Path> files = Files.walk(folders().getFirst())) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        assertEquals(2, project.worktrees().size());
        build(quick);
        assertEquals(List.of("worktree " + temp.toRealPath().resolve("users")), project.worktrees());
    }

    private void build(String commit) {
        new Builder(new Repository(project.folder()), cache, TestProject.BUILD, "out").build(commit);
    }

    private List<Path> folders() throws Exception {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.getFileName().toString().startsWith("building-"))
                    .toList();
        }
    }

    private static String classPath() {
        String modules = System.getProperty("jdk.module.path");
        String classes = System.getProperty("java.class.path");
        return modules == null ? classes : modules + File.pathSeparator + classes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
