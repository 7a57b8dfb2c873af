package dev.thrice.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs shell scripts where some programs are stand-ins. */
final class StubbedShell {
    private final Path folder;
    private final Path programs;

    /** In a folder, with no stand-ins yet. */
    StubbedShell(Path folder) throws IOException {
        this.folder = folder;
        programs = Files.createDirectories(folder.resolve("stand-ins"));
    }

    /**
     * What it came to.
     *
     * @param code its exit code
     * @param said on both streams
     */
    record Outcome(int code, String said) {}

    /** Puts a script in the place of a program. */
    void program(String name, String script) throws IOException {
        Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script);
        assertTrue(program.toFile().setExecutable(true));
    }

    /** Runs a command in the folder, by a shell: a JVM looks for programs where its own PATH says. */
    Outcome run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + File.pathSeparator + path);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), said);
    }

    /** Runs a script as CIs do: it stops at the first command that fails. */
    Outcome script(String script, Map<String, String> environment) throws IOException, InterruptedException {
        return run(environment, List.of("sh", "-e", "-c", script));
    }
}
