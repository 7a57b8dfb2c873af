package dev.thrice.gate.command.source;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs git's own command. */
final class Git {
    private static final String FATAL = "fatal: ";

    /** Without the user's hooks, without a daemon that watches the folder, without colours. */
    private static final List<String> COMMAND =
            List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "color.ui=false");

    private Git() {}

    /**
     * What it answered.
     *
     * @param code its exit code
     * @param out its output
     * @param err what else it said: not to be parsed, since traces and warnings may be in it
     */
    record Answer(int code, String out, String err) {
        boolean failed() {
            return code != 0;
        }

        /** Whether it could not even look. */
        boolean fatal() {
            return failed() && err.contains(FATAL);
        }

        /** In its own words, in one line. */
        String reason() {
            int fatal = err.indexOf(FATAL);
            String reason = fatal < 0 ? err : err.substring(fatal + FATAL.length());
            return reason.isBlank() ? "exit code " + code : reason.strip().replaceAll("\\s*\\R\\s*", " ");
        }
    }

    /**
     * Runs it.
     *
     * @param folder where
     * @param environment the whole of it
     * @param arguments of git
     * @return what it answered
     * @throws UserError if there is no git
     */
    static Answer ask(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process git = builder.start();
            git.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(git.getErrorStream()));
            String out = read(git.getInputStream());
            return new Answer(git.waitFor(), out, err.join());
        } catch (IOException e) {
            throw new UserError("git cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("git was interrupted");
        }
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
