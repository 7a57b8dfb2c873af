package dev.thrice.lab.validate;

import dev.thrice.lab.Main;
import dev.thrice.lab.UserError;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A fresh JVM that measures one fork, started as this one was: same java, same options. Each byte on its standard output
 * is a step of progress; its results come in a file.
 */
final class ForkProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final int number;
    private final Path folder;
    private final Path file;
    private final Path errors;
    private final Process process;

    ForkProcess(Options options, int number) {
        this.number = number;
        try {
            folder = Files.createTempDirectory("thrice-fork");
            file = folder.resolve("results.json");
            errors = folder.resolve("errors.txt");
            List<String> command = thisProgram();
            command.add("validate");
            command.addAll(options.arguments());
            command.add("--fork=" + number);
            command.add("--json=" + file);
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw new UserError("fork " + number + " cannot be started: " + e.getMessage());
        }
    }

    /** Waits until it is through. */
    Results await(Runnable step) {
        try (InputStream steps = process.getInputStream()) {
            while (steps.read() >= 0) {
                step.run();
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new UserError("fork " + number + " failed (exit code " + code + "): "
                        + Files.readString(errors).strip());
            }
            return ResultsFile.read(file);
        } catch (IOException e) {
            throw new UserError("fork " + number + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("fork " + number + " was interrupted");
        }
    }

    /** Ends it early, and takes what it had measured. */
    Optional<Results> stop() {
        process.destroy();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Files.exists(file) ? Optional.of(ResultsFile.read(file)) : Optional.empty();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(errors);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UserError("cannot tidy up " + folder + ": " + e.getMessage());
        }
    }

    private static List<String> thisProgram() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-Djdk.module.main"))
                .forEach(command::add);
        String module = Main.class.getModule().getName();
        if (module == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        } else {
            command.addAll(List.of("-m", module + "/" + Main.class.getName()));
        }
        return command;
    }
}
