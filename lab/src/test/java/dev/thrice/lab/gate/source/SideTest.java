package dev.thrice.lab.gate.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final String BUILD = "sh build.sh";

    @TempDir
    private Path temp;

    private Path project;
    private Path cache;
    private Repository repository;
    private Builder builder;

    @BeforeEach
    void aProject() throws Exception {
        project = Files.createDirectory(temp.resolve("project"));
        cache = temp.resolve("cache");
        git("init", "-q");
        commit("mkdir out; echo one > out/a.jar; echo built >> " + temp.resolve("builds"), "First");
        repository = new Repository(project);
        builder = new Builder(repository, cache, BUILD, "out");
    }

    @Test
    void aPathIsTakenAsItIs() {
        Side side = Side.of("base", project.toString(), repository, builder, false);
        assertNull(side.commit());
        assertEquals(project.toString(), side.classPath());
    }

    @Test
    void aCommitIsBuiltOnceAndItsWorktreeRemoved() throws IOException {
        Side side = Side.of("base", "HEAD", repository, builder, false);
        assertEquals("one\n", Files.readString(Path.of(side.classPath(), "a.jar")));
        assertEquals(
                side.classPath(),
                Side.of("base", "HEAD", repository, builder, false).classPath());
        assertEquals(1, Files.readAllLines(temp.resolve("builds")).size());
        assertTidy();
    }

    @Test
    void whatIsNeitherFileNorCommitIsAMistake() {
        assertError("base nonsense: neither a file nor a commit", "nonsense", false);
        assertError("base --all: neither a file nor a commit", "--all", false);
    }

    @Test
    void aFailingBuildSaysWhy() throws Exception {
        commit("echo fine; echo '[ERROR] no semicolon'; echo more; exit 3", "Broken");
        assertError("base HEAD does not build: 'sh build.sh' ended with 3: [ERROR] no semicolon", "HEAD", false);
        commit("true", "Makes nothing");
        assertError("base HEAD does not build: 'sh build.sh' made no out", "HEAD", false);
        assertTidy();
    }

    @Test
    void anEarlierCommitStandsInIfItMay() throws Exception {
        commit("exit 1", "Broken");
        commit("exit 1", "Still broken");
        Side side = Side.of("base", "HEAD", repository, builder, true);
        assertEquals(repository.commit("HEAD~2").orElseThrow(), side.commit());
    }

    @Test
    void withNoCommitThatBuildsItFails() throws Exception {
        Files.writeString(project.resolve("build.sh"), "exit 1");
        git("commit", "-q", "-a", "--amend", "-m", "Broken from the start");
        assertError("base HEAD does not build", "HEAD", true);
    }

    @Test
    void acceptancesAreReadFromTheCommitsBetween() throws Exception {
        String base = repository.commit("HEAD").orElseThrow();
        commit("true", "Slower\n\nPerf-Accepted: tanh, more exact");
        String candidate = repository.commit("HEAD").orElseThrow();
        assertEquals(Map.of("tanh", "more exact"), Acceptances.in(repository.messages(base, candidate)));
        assertEquals(Map.of(), Acceptances.in(repository.messages(candidate, candidate)));
    }

    private void assertError(String message, String ref, boolean orEarlier) {
        UserError error = assertThrows(UserError.class, () -> Side.of("base", ref, repository, builder, orEarlier));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    private void assertTidy() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            assertFalse(files.anyMatch(file ->
                    file.toString().endsWith(".worktree") || file.toString().endsWith(".part")));
        }
        assertEquals(List.of(), Files.exists(project.resolve(".git/worktrees")) ? List.of("worktrees") : List.of());
    }

    private void commit(String build, String message) throws Exception {
        Files.writeString(project.resolve("build.sh"), build);
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c", "user.email=test@localhost"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), said);
    }
}
