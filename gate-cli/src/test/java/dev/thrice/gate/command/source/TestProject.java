package dev.thrice.gate.command.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A repository whose build is a script. */
record TestProject(Path folder) {
    /** What builds it. */
    static final String BUILD = "sh build.sh";

    /** One without a commit. */
    static TestProject in(Path folder) throws Exception {
        TestProject project = new TestProject(Files.createDirectory(folder));
        project.git("init", "-q");
        return project;
    }

    /** Commits a build, and all else that is there. */
    String commit(String build, String message) throws Exception {
        Files.writeString(folder.resolve("build.sh"), build);
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD").strip();
    }

    /** Whose folders git takes for worktrees, its own left out. */
    List<String> worktrees() throws Exception {
        return git("worktree", "list", "--porcelain")
                .lines()
                .filter(line -> line.startsWith("worktree "))
                .skip(1)
                .toList();
    }

    /** Runs git as its user would. */
    String git(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c", "user.email=test@localhost"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = new GitEnvironment(System.getenv()).cleaned(Path.of("."));
        builder.environment().clear(); // the tests may run in a hook
        builder.environment().putAll(environment);
        Process git = builder.start();
        String said = new String(git.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, git.waitFor(), said);
        return said;
    }
}
