package dev.thrice.gate.command.source;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Builds commits by the project's own build, each in a worktree that is removed afterwards, and keeps the jars by commit, build command and
 * JDK in a cache folder.
 */
public final class Builder implements AutoCloseable {
    /** For what a build does at its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * What became of a build.
     *
     * @param jars what was built; null if it failed
     * @param failure why it failed; null if it did not
     */
    public record Outcome(Path jars, String failure) {}

    private final Repository repository;
    private final String command;
    private final String product;
    private Path cache;
    private boolean keep;
    private BuildFolder folder;
    private Process running;
    private boolean closed;

    /**
     * Plans builds.
     *
     * @param repository whose commits are built
     * @param cache folder that keeps them, made if need be; null if they are not kept
     * @param command for a POSIX shell, run in the top folder of a worktree; null if nothing is built
     * @param product what it makes, relative to that: a jar, or a folder of jars; null if nothing is built
     * @throws UsageError if the product is elsewhere, where it would be the same for all commits
     */
    public Builder(Repository repository, Path cache, String command, String product) {
        Path made = product == null ? Path.of("") : Path.of(product).normalize();
        if (made.isAbsolute() || made.startsWith("..")) {
            throw new UsageError("--product " + product
                    + ", expected a path within the project, which each commit's own build makes");
        }
        this.repository = repository;
        this.cache = cache;
        keep = cache != null;
        this.command = command;
        this.product = product;
    }

    /**
     * Builds a commit, unless it has been built before.
     *
     * @param commit full hash
     * @return its jars, or why there are none
     * @throws UserError if there is no place to build it in
     * @throws UsageError if nobody said how
     */
    public Outcome build(String commit) {
        if (command == null || product == null) {
            throw new UsageError(
                    "commit " + commit
                            + " has to be built, expected --build, by which command, and --product, what that makes; or a class path");
        }
        String javaHome = System.getProperty("java.home");
        if (Files.notExists(Path.of(javaHome, "bin", "javac"))
                && Files.notExists(Path.of(javaHome, "bin", "javac.exe"))) {
            throw new UserError("commit " + commit + " has to be built, and " + javaHome
                    + " is a Java without a compiler; run thrice on a JDK, or compare jars that are built");
        }
        List<String> how = List.of(command, product, javaHome, Runtime.version().toString());
        String variant = Integer.toHexString(how.hashCode());
        try {
            openCache();
            Path jars = cache.resolve(commit + "-" + variant);
            BuildFolder.clearUp(cache.toRealPath(), repository);
            if (KeptBuild.isWhole(jars)) {
                return new Outcome(jars, null);
            }
            if (Files.exists(jars)) {
                System.err.println("thrice: " + jars + " has not all that was kept there, so it is built again");
                BuildFolder.delete(jars);
            }
            System.err.println("thrice: building commit " + commit + " ...");
            BuildFolder mine = open(jars.getFileName().toString());
            return build(commit, mine, jars, javaHome);
        } catch (IOException e) {
            throw new UserError("cannot build commit " + commit + " in "
                    + (cache == null ? System.getProperty("java.io.tmpdir") : cache) + ": " + Reason.of(e));
        } finally {
            closeFolder();
        }
    }

    private synchronized void openCache() throws IOException {
        requireOpen();
        if (cache == null) {
            cache = Files.createTempDirectory("thrice-gate");
        }
        Files.createDirectories(cache);
    }

    private Outcome build(String commit, BuildFolder mine, Path kept, String javaHome) throws IOException {
        Path tree = mine.checkOut(commit);
        Path log = mine.file("log");
        int code = run(tree, log, javaHome);
        if (code != 0) {
            Path keptLog = cache.resolve(kept.getFileName() + ".log");
            Files.move(log, keptLog, StandardCopyOption.REPLACE_EXISTING);
            keep = true; // the log
            return new Outcome(
                    null,
                    "'" + command + "' ended with " + code + ": " + firstError(keptLog) + " (log: " + keptLog + ")");
        }
        if (!Files.exists(tree.resolve(product))) {
            return new Outcome(null, "'" + command + "' made no " + product);
        }
        List<Path> files = KeptBuild.files(tree.resolve(product));
        if (files.stream().noneMatch(file -> file.toString().endsWith(".jar"))) {
            return new Outcome(
                    null,
                    "'" + command + "' made --product " + product
                            + ": no jar in it, expected a jar or a folder of jars");
        }
        KeptBuild.keep(files, mine.file("jars"), kept);
        return new Outcome(kept, null);
    }

    private synchronized BuildFolder open(String name) throws IOException {
        requireOpen();
        folder = BuildFolder.open(cache.toRealPath(), name, repository);
        return folder;
    }

    private int run(Path tree, Path log, String javaHome) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(repository.environment().cleaned(tree));
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

    /** What a reader would look for: the first line with an error, or else the last. A build may write in any encoding. */
    private static String firstError(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream()
                .filter(line -> line.contains("ERROR") || line.contains("error:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "no output" : lines.getLast())
                .strip();
    }

    private synchronized void closeFolder() {
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }

    /** Ends a build that is running and removes what it has left. May be called from another thread. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (running != null) {
                end(running.toHandle());
            }
        }
        closeFolder();
        forget();
    }

    private synchronized void forget() {
        if (!keep && cache != null) {
            try {
                BuildFolder.delete(cache);
            } catch (IOException e) {
                System.err.println("thrice: cannot clear up " + cache + ": " + Reason.of(e));
            }
        }
    }

    /** Asks first, and does not wait for ever for what does not listen. */
    private static void end(ProcessHandle build) {
        List<ProcessHandle> all =
                Stream.concat(build.descendants(), Stream.of(build)).toList();
        all.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : all) {
            try {
                process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException(e); // never completed so, and nobody interrupts who closes
            }
        }
        build.onExit().join();
    }
}
