package dev.thrice.lab.gate.source;

import dev.thrice.lab.UserError;
import dev.thrice.lab.output.Reason;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds commits by the project's own build, each in a worktree that is removed afterwards, and keeps the jars by commit, build command and
 * JDK in a cache folder.
 */
public final class Builder implements AutoCloseable {
    /**
     * What became of a build.
     *
     * @param jars what was built; null if it failed
     * @param failure why it failed; null if it did not
     */
    public record Outcome(Path jars, String failure) {}

    private final Repository repository;
    private final Path cache;
    private final String command;
    private final String product;
    private Path worktree;
    private Process running;
    private boolean closed;

    /**
     * Plans builds.
     *
     * @param repository whose commits are built
     * @param cache folder that keeps them, made if need be
     * @param command for a POSIX shell, run in the top folder of a worktree
     * @param product what it makes, relative to that: a jar, or a folder of jars
     */
    public Builder(Repository repository, Path cache, String command, String product) {
        this.repository = repository;
        this.cache = cache;
        this.command = command;
        this.product = product;
    }

    /**
     * Builds a commit, unless it has been built before.
     *
     * @param commit full hash
     * @return its jars, or why there are none
     * @throws UserError if there is no place to build it in
     */
    public Outcome build(String commit) {
        String javaHome = System.getProperty("java.home");
        String variant = Integer.toHexString(List.of(command, product, javaHome).hashCode());
        Path kept = cache.resolve(commit + "-" + variant);
        if (Files.isDirectory(kept)) {
            return new Outcome(kept, null);
        }
        System.err.println("thrice: building commit " + commit + " ...");
        Path log = cache.resolve(kept.getFileName() + ".log");
        try {
            Files.createDirectories(cache);
            Path folder = open(commit, kept);
            int code = run(folder, log, javaHome);
            if (code != 0) {
                return new Outcome(
                        null, "'" + command + "' ended with " + code + ": " + firstError(log) + " (log: " + log + ")");
            }
            if (!Files.exists(folder.resolve(product))) {
                return new Outcome(null, "'" + command + "' made no " + product);
            }
            keep(folder.resolve(product), kept);
            Files.delete(log);
            return new Outcome(kept, null);
        } catch (IOException e) {
            throw new UserError("cannot build commit " + commit + " in " + cache + ": " + Reason.of(e));
        } finally {
            removeWorktree();
        }
    }

    private synchronized Path open(String commit, Path kept) {
        requireOpen();
        worktree =
                cache.resolve(kept.getFileName() + "." + ProcessHandle.current().pid() + ".worktree");
        repository.addWorktree(worktree, commit);
        return worktree;
    }

    private int run(Path folder, Path log, String javaHome) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("THRICE_JAVA_HOME", javaHome); // what this runs on is what it is built with
        synchronized (this) {
            requireOpen();
            running = builder.start();
        }
        running.getOutputStream().close();
        try {
            return running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("the build was interrupted");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new UserError("the gate was stopped");
        }
    }

    /** Under another name first: whoever looks finds all jars or none. */
    private static void keep(Path product, Path kept) throws IOException {
        Path part = kept.resolveSibling(
                kept.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        Files.createDirectories(part);
        if (Files.isDirectory(product)) {
            try (Stream<Path> files = Files.list(product)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, part.resolve(file.getFileName()));
                }
            }
        } else {
            Files.copy(product, part.resolve(product.getFileName()));
        }
        try {
            Files.move(part, kept);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            delete(part); // another gate was as quick
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What a reader would look for: the first line with an error, or else the last. */
    private static String firstError(Path log) throws IOException {
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.contains("ERROR") || line.contains("error:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "no output" : lines.getLast())
                .strip();
    }

    private synchronized void removeWorktree() {
        if (worktree != null) {
            repository.removeWorktree(worktree);
            worktree = null;
        }
    }

    /** Ends a build that is running and removes what it has left. May be called from another thread. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (running != null) {
                running.descendants().forEach(ProcessHandle::destroy);
                running.destroy();
                running.onExit().join();
            }
        }
        removeWorktree();
    }
}
