package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In other people's git: called from hooks, with settings and variables of theirs. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class RepositoryTest {
    private static final String FOREIGN = "GIT_TEST_ASSUME_DIFFERENT_OWNER"; // git's own, for its tests

    private static final List<String> OF_A_HOOK = List.of(
            "GIT_INDEX_FILE",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_PREFIX",
            "GIT_OBJECT_DIRECTORY",
            "GIT_QUARANTINE_PATH",
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_KEY_0",
            "GIT_CONFIG_VALUE_0");

    @TempDir
    private Path temp;

    private final Map<String, String> variables = new HashMap<>(System.getenv());
    private TestProject project;
    private String commit;

    @BeforeEach
    void aProject() throws Exception {
        project = TestProject.in(temp.resolve("project"));
        commit = project.commit("mkdir out; env > out/a.jar; git rev-parse HEAD >> out/a.jar", "First");
    }

    private Repository repository() {
        return new Repository(project.folder(), new GitEnvironment(variables));
    }

    private String built() throws Exception {
        Builder builder = new Builder(repository(), temp.resolve("cache"), TestProject.BUILD, "out");
        Builder.Outcome outcome = builder.build(commit);
        return Files.readString(outcome.jars().resolve("a.jar"));
    }

    /** As git calls a pre-commit hook of another repository, with what is staged there. */
    @Test
    void theCallersIndexAndRepositoryAreLeftAlone() throws Exception {
        TestProject other = TestProject.in(temp.resolve("other"));
        String foreign = other.commit("true", "Another");
        Files.writeString(other.folder().resolve("staged"), "x");
        other.git("add", "staged");
        Path index = other.folder().resolve(".git/index");
        byte[] before = Files.readAllBytes(index);
        variables.put("GIT_INDEX_FILE", index.toString());
        variables.put("GIT_DIR", other.folder().resolve(".git").toString());
        variables.put("GIT_WORK_TREE", other.folder().toString());
        variables.put("GIT_PREFIX", "");
        variables.put(
                "GIT_OBJECT_DIRECTORY", other.folder().resolve(".git/objects").toString());
        variables.put(
                "GIT_QUARANTINE_PATH", other.folder().resolve(".git/objects").toString());
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "core.worktree");
        variables.put("GIT_CONFIG_VALUE_0", other.folder().toString());

        assertEquals(Optional.of(commit), repository().commit("HEAD"));
        assertEquals(Optional.empty(), repository().commit(foreign));
        String environment = built();
        assertTrue(environment.endsWith(commit + "\n"), "the build's own git, in its worktree: " + environment);
        assertEquals(
                List.of(),
                environment
                        .lines()
                        .filter(line -> OF_A_HOOK.contains(line.replaceAll("=.*", "")))
                        .toList());
        assertArrayEquals(before, Files.readAllBytes(index));
        assertEquals("A  staged\n", other.git("status", "--short"));
        assertEquals(List.of(), project.worktrees());
    }

    @Test
    void hooksDoNotRunForTheGate() throws Exception {
        Path ran = temp.resolve("ran");
        Path hook = Files.writeString(
                project.folder().resolve(".git/hooks/post-checkout"), "#!/bin/sh\ntouch " + ran + "\n");
        assertTrue(hook.toFile().setExecutable(true));
        built();
        assertFalse(Files.exists(ran));
    }

    @Test
    void whatGitSaysBesideItsAnswerIsNotTakenForIt() throws Exception {
        project.git("config", "color.ui", "always");
        project.git("config", "log.showSignature", "true");
        project.git("tag", "both");
        project.git("branch", "both"); // of which git warns at each use
        variables.put("GIT_TRACE", "1");
        variables.put("LC_ALL", "de_DE.UTF-8");
        assertEquals(Optional.of(commit), repository().commit("both"));
        assertEquals(Optional.empty(), repository().commit("--all"));
        assertEquals(Optional.empty(), repository().commit("--upload-pack=true"));
        assertEquals(Optional.empty(), repository().commit("HEAD..HEAD"));
        String second = project.commit("true", "Second");
        assertEquals("Second\n\n", repository().messages(commit, second));
    }

    @Test
    void gitsOwnReasonIsInTheLine() throws Exception {
        variables.put(FOREIGN, "1");
        assertTold("git says: detected dubious ownership in repository at '"
                + project.folder().toRealPath() + "' To add an exception for this directory, call:");
        Path none = Files.createDirectory(temp.resolve("none"));
        variables.remove(FOREIGN);
        variables.put("GIT_CEILING_DIRECTORIES", temp.toRealPath().toString());
        Repository nowhere = new Repository(none, new GitEnvironment(variables));
        UserError error = assertThrows(UserError.class, () -> Side.of("base", "main", nowhere));
        assertTrue(
                error.getMessage().startsWith("base main: there is no such file, and git says: not a git repository"),
                error.getMessage());
    }

    private void assertTold(String reason) {
        UserError error = assertThrows(UserError.class, () -> Side.of("base", "HEAD", repository()));
        assertTrue(
                error.getMessage().startsWith("base HEAD: there is no such file, and " + reason), error.getMessage());
        assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    }

    /** However the user says so, also by git -c or by variables. */
    @Test
    void aFolderThatTheCallerTrustsIsTrusted() throws Exception {
        variables.put(FOREIGN, "1");
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "safe.directory");
        variables.put("GIT_CONFIG_VALUE_0", "*");
        assertEquals(Optional.of(commit), repository().commit("HEAD"));
        assertTrue(built().endsWith(commit + "\n"));
    }

    @Test
    void ofAShallowCloneItSaysSo() throws Exception {
        project.commit("true", "Second");
        TestProject shallow = new TestProject(temp.resolve("shallow"));
        project.git(
                "clone",
                "-q",
                "--depth=1",
                "file://" + project.folder(),
                shallow.folder().toString());
        Repository repository = new Repository(shallow.folder());
        UserError error = assertThrows(UserError.class, () -> Side.of("base", "HEAD^", repository));
        assertTrue(
                error.getMessage().endsWith("git fetch --unshallow, or --deepen=N, fetches the commits that it lacks"),
                error.getMessage());
    }
}
