package dev.thrice.lab.timing;

import dev.thrice.lab.Main;
import dev.thrice.lab.UserError;
import dev.thrice.lab.output.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fresh JVM that measures one fork, started as this one was: same java, same options. Each byte on its standard output
 * is a step of progress; its results come in a file.
 *
 * @param <T> the results
 */
public final class ForkProcess<T> implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final String SPEAKER = "thrice: ";
    private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules";

    private final int number;
    private final Path folder;
    private final Path file;
    private final Path errors;
    private final Process process;
    private final Function<Path, T> reader;

    /**
     * Starts it.
     *
     * @param command subcommand of this program and its options, to which {@code --fork} and {@code --json} are added
     * @param number of the fork
     * @param reader of the results' file
     * @throws UserError if it cannot be started
     */
    public ForkProcess(List<String> command, int number, Function<Path, T> reader) {
        this(List.of(), command, number, reader);
    }

    /**
     * Starts it with further options for its JVM.
     *
     * @param options of the JVM, beside those of this one
     * @param command subcommand of this program and its options, to which {@code --fork} and {@code --json} are added
     * @param number of the fork
     * @param reader of the results' file
     * @throws UserError if it cannot be started
     */
    public ForkProcess(List<String> options, List<String> command, int number, Function<Path, T> reader) {
        this.number = number;
        this.reader = reader;
        try {
            folder = Files.createTempDirectory("thrice-fork");
            file = folder.resolve("results.json");
            errors = folder.resolve("errors.txt");
            List<String> program = thisProgram(options);
            program.addAll(command);
            program.add("--fork=" + number);
            program.add("--json=" + file);
            process = new ProcessBuilder(program).redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw new UserError("fork " + number + " cannot be started: " + Reason.of(e));
        }
    }

    /**
     * Waits until it is through.
     *
     * @param step called for each step of its progress
     * @return its results
     * @throws UserError if it failed
     */
    public T await(Runnable step) {
        try (InputStream steps = process.getInputStream()) {
            while (steps.read() >= 0) {
                step.run();
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new UserError("fork " + number + " failed (exit code " + code + "): " + reason());
            }
            return reader.apply(file);
        } catch (IOException e) {
            throw new UserError("fork " + number + ": " + Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("fork " + number + " was interrupted");
        }
    }

    /** What it said, but for the line that the JVM begins with and for who says it. */
    private String reason() throws IOException {
        try (Stream<String> lines = Files.lines(errors)) {
            String said = lines.filter(line -> !line.startsWith(INCUBATOR_WARNING))
                    .map(line -> line.startsWith(SPEAKER) ? line.substring(SPEAKER.length()) : line)
                    .collect(Collectors.joining(" "));
            return said.isEmpty() ? "it said nothing" : said.strip();
        }
    }

    /**
     * Ends it early.
     *
     * @return what it had measured, if anything
     */
    public Optional<T> stop() {
        process.destroy();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Files.exists(file) ? Optional.of(reader.apply(file)) : Optional.empty();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(errors);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UserError("cannot tidy up " + folder + ": " + Reason.of(e));
        }
    }

    /** On the fork's side: tells of one step of progress. */
    public static void tellStep() {
        System.out.print('.');
        System.out.flush();
    }

    private static List<String> thisProgram(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-Djdk.module.main"))
                .forEach(command::add);
        command.addAll(options);
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", classPath));
        }
        String module = Main.class.getModule().getName();
        command.addAll(
                module == null ? List.of(Main.class.getName()) : List.of("-m", module + "/" + Main.class.getName()));
        return command;
    }
}
