package dev.thrice.command.fork;

import dev.thrice.command.Program;
import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A fresh JVM that measures one fork, started as this one was: same java, same options. A line of its standard output that says so is
 * a step of progress, and others are of libraries or of the JVM itself; its results come in a file.
 *
 * @param <T> the results
 */
public final class ForkProcess<T> implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final String STEP = "thrice: one step";

    private final int number;
    private final Path folder;
    private final Path file;
    private final Path errors;
    private final Process process;
    private final Function<Path, T> reader;

    /**
     * Starts it.
     *
     * @param main what it runs
     * @param command subcommand of that program and its options, to which {@code --fork} and {@code --json} are added
     * @param number of the fork
     * @param reader of the results' file
     * @throws UserError if it cannot be started, or would be of another build than this process
     */
    public ForkProcess(Program main, List<String> command, int number, Function<Path, T> reader) {
        this(main, List.of(), folder -> command, number, reader);
    }

    /**
     * Starts it with further options for its JVM.
     *
     * @param main what it runs
     * @param options of the JVM, beside those of this one
     * @param command as of the other constructor, given a folder for what it is to read, deleted with the fork
     * @param number of the fork
     * @param reader of the results' file
     * @throws UserError if it cannot be started, or would be of another build than this process
     */
    public ForkProcess(
            Program main,
            List<String> options,
            Function<Path, List<String>> command,
            int number,
            Function<Path, T> reader) {
        this.number = number;
        this.reader = reader;
        if (ProgramFiles.own().replaced()) {
            throw new UserError("fork " + number + " is not started: " + ProgramFiles.REPLACED);
        }
        try {
            folder = Files.createTempDirectory("thrice-fork");
            file = folder.resolve("results.json");
            errors = folder.resolve("errors.txt");
            List<String> program = java(folder, options);
            program.addAll(main.arguments());
            program.addAll(command.apply(folder));
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
        return await(step, Duration.ofSeconds(Long.MAX_VALUE));
    }

    /**
     * Waits until it is through, or until it hangs.
     *
     * @param step called for each step of its progress
     * @param patience the longest time that it may take from one step to the next
     * @return its results
     * @throws UserError if it failed, or took longer: then it has been ended
     */
    public T await(Runnable step, Duration patience) {
        try (StepWatch watch = new StepWatch(patience, this::end)) {
            return await(step, watch);
        }
    }

    private T await(Runnable step, StepWatch watch) {
        LastWords words = new LastWords();
        try (BufferedReader output = reader(process.getInputStream())) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(STEP)) {
                    watch.step();
                    step.run();
                } else {
                    words.hear(line);
                }
            }
            int code = process.waitFor();
            if (watch.expired()) {
                throw new UserError("fork " + number + " hung: " + watch + ", and was ended"
                        + LastWords.told(said()).map(last -> ": " + last).orElse(""));
            }
            if (code != 0 || !Files.exists(file)) {
                String reason = ProgramFiles.own().replaced() ? ProgramFiles.REPLACED : words.reason(code, said());
                throw new UserError("fork " + number + (code == 0 ? " ended without a result" : " failed")
                        + " (exit code " + code + "): " + reason);
            }
            return reader.apply(file);
        } catch (IOException e) {
            throw new UserError("fork " + number + ": " + Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("fork " + number + " was interrupted");
        }
    }

    /** What it said on its standard error. */
    private List<String> said() throws IOException {
        try (BufferedReader said = reader(Files.newInputStream(errors))) {
            return said.lines().toList();
        }
    }

    /** It may say what it was at; where it does not end, it is ended. */
    private void end() {
        if (!endsWhenAsked()) {
            process.destroyForcibly();
        }
    }

    private boolean endsWhenAsked() {
        process.destroy();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Of a process that says what it likes, in whatever encoding. */
    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
    }

    /**
     * Ends it early.
     *
     * @return what it had measured, if anything
     */
    public Optional<T> stop() {
        endsWhenAsked();
        return Files.exists(file) ? Optional.of(reader.apply(file)) : Optional.empty();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Parent.tidyUp(folder);
        } catch (IOException e) {
            throw new UserError("cannot tidy up " + folder + ": " + Reason.of(e));
        }
    }

    /** On the fork's side: tells of one step of progress. */
    public static void tellStep() {
        System.out.print("\n" + STEP + "\n"); // begins a line, whatever a library has left unended
        System.out.flush();
    }

    /** A JVM that crashes leaves its reports in the folder that is deleted, unless this one's options say where they go. */
    private static List<String> java(Path folder, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:ErrorFile=" + folder.resolve("crash.txt"));
        command.add("-XX:ReplayDataFile=" + folder.resolve("replay.txt"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-Djdk.module.main"))
                .forEach(command::add);
        command.addAll(Parent.options(folder));
        command.addAll(options);
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", classPath));
        }
        return command;
    }
}
