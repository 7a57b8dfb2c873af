package dev.thrice.command.execution;

import dev.thrice.base.Printable;
import dev.thrice.command.Memory;
import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.Parent;
import dev.thrice.command.output.DistinctFiles;
import dev.thrice.command.output.PathOnCommandLine;
import dev.thrice.command.output.PrintableStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command line is run: whatever goes wrong is told in one line, and ends with the command's own code. */
public final class Execution {
    /** How many names are still a help. */
    private static final int ALIKE = 3;

    private Execution() {}

    /** What a program does first: remembers its files as they are now, and tells of what no thread waits for. */
    public static void begin() {
        ProgramFiles.own();
        System.setProperty("jdk.console", "java.base"); // else JDK 22 to 24 have one where there is no terminal
        Thread.setDefaultUncaughtExceptionHandler(Execution::uncaught);
    }

    /**
     * Runs a command line.
     *
     * @param commands made when all that is printed is fit to be shown
     * @param args the command line
     * @return the exit code
     */
    public static int execute(Supplier<CommandLine> commands, String... args) {
        logOneLineAMessage();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintableStream(out));
        System.setErr(new PrintableStream(err));
        try {
            CommandLine command = commands.get();
            int code = command.execute(args);
            return code == 0 && out.checkError() && !isPipe() ? lost(command) : code;
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Whether standard output is a pipe, whose reader may leave it when he has enough. */
    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) { // another system than Linux
            return false;
        }
    }

    private static int lost(CommandLine command) {
        System.err.println("thrice: standard output could not be written, expected room for what is printed there");
        return command.getParseResult()
                .asCommandLineList()
                .getLast()
                .getCommandSpec()
                .exitCodeOnExecutionException();
    }

    /**
     * Has a command line's mistakes and failures told as all are.
     *
     * @param commands with all their subcommands
     * @return the same
     */
    public static CommandLine prepared(CommandLine commands) {
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, new PathOnCommandLine())
                .setExecutionStrategy(Execution::run)
                .setParameterExceptionHandler(Execution::usageError)
                .setExecutionExceptionHandler(Execution::failure);
    }

    /** As usual; whatever else is thrown than picocli expects ends where the others do, with the command's own code. */
    private static int run(ParseResult parsed) {
        try {
            Parent.follow();
            parsed.asCommandLineList().forEach(Execution::requireWholeLists);
            return new DistinctFiles().execute(parsed);
        } catch (ParameterException | ExecutionException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new ExecutionException(parsed.asCommandLineList().getLast(), e.getMessage(), e);
        }
    }

    /** Splitting leaves out what would be behind a last comma. */
    private static void requireWholeLists(CommandLine command) {
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            String separator = option.splitRegex();
            for (String list : separator.isEmpty() ? List.<String>of() : option.originalStringValues()) {
                if (Stream.of(list.split(separator, -1)).anyMatch(String::isBlank)) {
                    throw new UsageError(option.longestName() + " '" + list
                            + "', expected something on each side of a '" + separator + "'");
                }
            }
        }
    }

    /** Of a thread whose failure nobody waits for. */
    private static void uncaught(Thread thread, Throwable thrown) {
        Memory.exhausted(thrown)
                .ifPresentOrElse(
                        exhausted -> System.err.println("thrice: " + oneLine(exhausted)), thrown::printStackTrace);
    }

    private static int usageError(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("thrice: " + oneLine(e).replaceFirst("^Error: ", "") + meant(e) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** What the mistake may have stood for: by its likeness, else all that could be there. */
    private static String meant(ParameterException e) {
        List<String> alike = e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return alike.isEmpty()
                ? choices(e.getCommandLine())
                : ", did you mean " + alike.stream().limit(ALIKE).collect(Collectors.joining(" or "));
    }

    /** Where a command is nothing without one of others, these. */
    private static String choices(CommandLine command) {
        boolean itself = command.getCommand() instanceof Runnable || command.getCommand() instanceof Callable;
        return itself
                ? ""
                : ", expected one of "
                        + String.join(", ", command.getSubcommands().keySet());
    }

    /** Mistakes are one line; anything else is a defect of ours, and whoever reports it needs the trace. */
    private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof UsageError) {
            command.getErr().println("thrice: " + oneLine(e));
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        Optional<String> exhausted = Memory.exhausted(e);
        if (exhausted.isPresent()) {
            command.getErr().println("thrice: " + oneLine(exhausted.get()));
        } else if (e.getCause() instanceof LinkageError && ProgramFiles.own().replaced()) {
            command.getErr().println("thrice: " + ProgramFiles.REPLACED);
        } else if (e instanceof UserError) {
            command.getErr().println("thrice: " + oneLine(e));
        } else {
            command.getErr().println("thrice: internal error, please report it");
            StringWriter trace = new StringWriter();
            (e instanceof ExecutionException ? e.getCause() : e).printStackTrace(new PrintWriter(trace, true));
            command.getErr().print(Printable.lines(trace.toString()));
            command.getErr().flush();
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String oneLine(Exception e) {
        return oneLine(String.valueOf(e.getMessage()));
    }

    private static String oneLine(String message) {
        return Printable.of(message.replaceAll("\\s*\\R\\s*", " "));
    }

    private static void logOneLineAMessage() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "thrice: %5$s%n");
    }
}
