package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commits of a repository whose build is a script. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class SideTest {
    @TempDir
    private Path temp;

    private TestProject project;
    private Path cache;
    private Repository repository;
    private Builder builder;

    @BeforeEach
    void aProject() throws Exception {
        project = TestProject.in(temp.resolve("project"));
        cache = temp.resolve("cache");
        project.commit("mkdir out; echo one > out/a.jar; echo built >> " + temp.resolve("builds"), "First");
        repository = new Repository(project.folder());
        builder = new Builder(repository, cache, TestProject.BUILD, "out");
    }

    @Test
    void aPathIsTakenAsItIs() {
        Side side = side(project.folder().toString(), false);
        assertNull(side.commit());
        assertEquals(project.folder().toString(), side.classPath());
    }

    /** Whose messages a slow-down may be accepted by: of its own, or of the working copy that it was built from. */
    @Test
    void theLastCommitThatIsInASide() throws Exception {
        String head = project.git("rev-parse", "HEAD").strip();
        String within =
                Files.createDirectories(project.folder().resolve("target")).toString();
        String elsewhere = Files.createDirectories(temp.resolve("elsewhere")).toString();
        assertEquals(Optional.of(head), side("HEAD", false).lastCommit(repository));
        assertEquals(Optional.of(head), side(within, false).lastCommit(repository));
        assertEquals(Optional.empty(), side(elsewhere, false).lastCommit(repository));
        assertEquals(
                Optional.empty(),
                side(within + File.pathSeparator + elsewhere, false).lastCommit(repository));
        assertEquals(Optional.empty(), side(elsewhere, false).lastCommit(new Repository(temp)));
        assertTrue(repository.isClean());
        Files.writeString(project.folder().resolve("build.sh"), "false");
        assertFalse(repository.isClean());
        assertFalse(new Repository(temp).isClean());
    }

    @Test
    void aCommitIsBuiltOnceAndItsWorktreeRemoved() throws IOException {
        Side side = side("HEAD", false);
        assertEquals("one\n", Files.readString(Path.of(side.classPath(), "a.jar")));
        assertEquals(side.classPath(), side("HEAD", false).classPath());
        assertEquals(1, Files.readAllLines(temp.resolve("builds")).size());
        assertTidy();
    }

    /** As who clears up caches by the age of files leaves it. */
    @Test
    void whatHasLostAJarIsBuiltAgain() throws Exception {
        project.commit(
                "mkdir out; echo one > out/a.jar; echo two > out/b.jar; echo built >> " + temp.resolve("builds"),
                "Two");
        for (String lost : List.of("b.jar", "a.jar")) {
            Side side = side("HEAD", false);
            Files.delete(Path.of(side.classPath(), lost));
        }
        Side side = side("HEAD", false);
        assertEquals("one\n", Files.readString(Path.of(side.classPath(), "a.jar")));
        assertEquals("two\n", Files.readString(Path.of(side.classPath(), "b.jar")));
        assertEquals(3, Files.readAllLines(temp.resolve("builds")).size());
        Files.writeString(Path.of(side.classPath(), "a.jar"), "");
        assertEquals("one\n", Files.readString(Path.of(side("HEAD", false).classPath(), "a.jar")));
        assertTidy();
    }

    @Test
    void aProductWithoutAJarIsNoneAndIsNotKept() throws Exception {
        String expected =
                "base HEAD does not build: 'sh build.sh' made --product out: no jar in it, expected a jar or a"
                        + " folder of jars";
        project.commit("mkdir -p out/dev; echo > out/dev/A.class", "Classes in folders");
        assertError(expected, "HEAD", false);
        project.commit("mkdir out; echo > out/A.class", "Classes");
        assertError(expected, "HEAD", false);
        project.commit("echo > out", "No jar");
        assertError(expected, "HEAD", false);
        try (Stream<Path> files = Files.list(cache)) {
            assertEquals(List.of(), files.filter(Files::isDirectory).toList());
        }
        assertTidy();
    }

    @Test
    void whatIsNeitherFileNorCommitIsAMistake() {
        assertError("base nonsense: neither a file nor a commit", "nonsense", false);
        assertError("base --all: neither a file nor a commit", "--all", false);
    }

    @Test
    void aProductOutsideTheWorktreeIsRefused() {
        for (String elsewhere : List.of(
                "..", "../out", "out/../../out", project.folder().resolve("out").toString())) {
            UsageError error =
                    assertThrows(UsageError.class, () -> new Builder(repository, cache, TestProject.BUILD, elsewhere));
            assertTrue(error.getMessage().contains("expected a path within the project"), error.getMessage());
        }
    }

    @Test
    void anEmptyNameIsAMistake() {
        assertThrows(UsageError.class, () -> Side.of("base", " ", repository));
    }

    @Test
    void aFailingBuildSaysWhy() throws Exception {
        project.commit("echo fine; echo '[ERROR] no semicolon'; echo more; exit 3", "Broken");
        assertError("base HEAD does not build: 'sh build.sh' ended with 3: [ERROR] no semicolon", "HEAD", false);
        project.commit("true", "Makes nothing");
        assertError("base HEAD does not build: 'sh build.sh' made no out", "HEAD", false);
        assertTidy();
    }

    @Test
    void aBuildMayWriteInAnyEncoding() throws Exception {
        project.commit("printf 'fine \\351\\n[ERROR] no semicolon\\n'; exit 3", "Broken in Latin-1");
        Path log = cache.resolve(repository.commit("HEAD").orElseThrow());
        UserError error = assertThrows(UserError.class, () -> side("HEAD", false));
        String expected = "base HEAD does not build: 'sh build.sh' ended with 3: [ERROR] no semicolon (log: " + log;
        assertTrue(error.getMessage().startsWith(expected), error.getMessage());
        try (Stream<Path> files = Files.list(cache)) {
            assertEquals(
                    1, files.filter(file -> file.toString().endsWith(".log")).count());
        }
    }

    @Test
    void aBuildThatDoesNotListenIsEnded() throws Exception {
        Path started = temp.resolve("started");
        project.commit("trap '' TERM; touch " + started + "; sleep 600", "Deaf");
        Thread gate = new Thread(() -> assertThrows(UserError.class, () -> side("HEAD", false)));
        gate.start();
        while (!Files.exists(started)) {
            Thread.sleep(20);
        }
        builder.close();
        gate.join();
        assertTidy();
    }

    @Test
    void anEarlierCommitStandsInIfItMay() throws Exception {
        project.commit("exit 1", "Broken");
        project.commit("exit 1", "Still broken");
        Side side = side("HEAD", true);
        assertEquals(repository.commit("HEAD~2").orElseThrow(), side.commit());
    }

    @Test
    void withNoCommitThatBuildsItFails() throws Exception {
        Files.writeString(project.folder().resolve("build.sh"), "exit 1");
        project.git("commit", "-q", "-a", "--amend", "-m", "Broken from the start");
        assertError("base HEAD does not build", "HEAD", true);
    }

    @Test
    void acceptancesAreReadFromTheCommitsBetween() throws Exception {
        String base = repository.commit("HEAD").orElseThrow();
        project.commit("true", "Slower\n\nPerf-Accepted: tanh, more exact");
        String candidate = repository.commit("HEAD").orElseThrow();
        List<String> names = List.of("tanh");
        assertEquals(
                Map.of("tanh", "more exact"), new Acceptances(repository.messages(base, candidate)).reasons(names));
        assertEquals(Map.of(), new Acceptances(repository.messages(candidate, candidate)).reasons(names));
    }

    private Side side(String given, boolean orEarlier) {
        return Side.of("base", given, repository).built(repository, builder, orEarlier);
    }

    private void assertError(String message, String ref, boolean orEarlier) {
        UserError error = assertThrows(UserError.class, () -> side(ref, orEarlier));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    private void assertTidy() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith("building"))
                            .toList());
        }
        assertEquals(
                List.of(), Files.exists(project.folder().resolve(".git/worktrees")) ? List.of("worktrees") : List.of());
    }

    /** Of two class paths that have most in common it is the rest that one wants to see. */
    @Test
    void whatTellsItFromAnotherIsNamed() {
        String separator = File.pathSeparator;
        Side base = new Side("base", "lib/a.jar" + separator + "lib/b-1.jar", null, "");
        Side candidate = new Side("candidate", "lib/a.jar" + separator + "new/b-2.jar", null, "");
        assertEquals("b-1.jar", base.beside(candidate));
        assertEquals("b-2.jar", candidate.beside(base));
        assertEquals(base.given(), base.beside(base));
        Side jar = new Side("base", "lib/c.jar", null, "");
        assertEquals("lib/c.jar", jar.beside(candidate));
        assertEquals("a.jar, b-2.jar", candidate.beside(jar));
    }
}
