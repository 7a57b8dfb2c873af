package dev.thrice.lab;

import dev.thrice.formats.io.Printable;
import dev.thrice.lab.command.Memory;
import dev.thrice.lab.command.ProgramFiles;
import dev.thrice.lab.command.UsageError;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.command.Version;
import dev.thrice.lab.data.DataCommand;
import dev.thrice.lab.figures.FiguresCommand;
import dev.thrice.lab.gate.GateCommand;
import dev.thrice.lab.gradients.GradientsCommand;
import dev.thrice.lab.info.InfoCommand;
import dev.thrice.lab.kernel.KernelCommand;
import dev.thrice.lab.output.DistinctFiles;
import dev.thrice.lab.output.PathOnCommandLine;
import dev.thrice.lab.output.PrintableStream;
import dev.thrice.lab.peers.PeersCommand;
import dev.thrice.lab.study.StudyCommand;
import dev.thrice.lab.timing.Parent;
import dev.thrice.lab.train.TrainCommand;
import dev.thrice.lab.validate.ValidateCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code thrice} command. Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly, 3 done and INVALID; the gate has its own. */
@Command(
        name = "thrice",
        description = "Puts TIME{backprop} <= 3 w sum C_i <= TIME{PC} to the test.",
        footerHeading = "%nExample:%n",
        footer = "  thrice validate --quick",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ValidateCommand.class,
            FiguresCommand.class,
            StudyCommand.class,
            PeersCommand.class,
            GateCommand.class,
            TrainCommand.class,
            GradientsCommand.class,
            KernelCommand.class,
            InfoCommand.class,
            DataCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Main {
    /** How many names are still a help. */
    private static final int ALIKE = 3;

    private Main() {}

    /**
     * Runs the command and exits.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        ProgramFiles.own(); // as they are now
        Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
        System.exit(execute(args));
    }

    /**
     * Runs the command.
     *
     * @param args the command line
     * @return the exit code
     */
    public static int execute(String... args) {
        logOneLineAMessage();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintableStream(out));
        System.setErr(new PrintableStream(err));
        try {
            return commandLine(args).execute(args);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** All commands. */
    static CommandLine commandLine() {
        return prepared(new CommandLine(new Main()));
    }

    /** The one that is asked for by its name, if there is such a one: to make all takes longer than most of them have to do. */
    private static CommandLine commandLine(String... args) {
        for (Class<?> command : Main.class.getAnnotation(Command.class).subcommands()) {
            boolean needsOthers = command == HelpCommand.class;
            if (args.length > 0
                    && !needsOthers
                    && command.getAnnotation(Command.class).name().equals(args[0])) {
                CommandLine alone = new CommandLine(CommandSpec.create().name("thrice"));
                return prepared(alone.addSubcommand(command));
            }
        }
        return commandLine();
    }

    private static CommandLine prepared(CommandLine commands) {
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, new PathOnCommandLine())
                .setExecutionStrategy(Main::run)
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler(Main::failure);
    }

    /** As usual; whatever else is thrown than picocli expects ends where the others do, with the command's own code. */
    private static int run(ParseResult parsed) {
        try {
            Parent.follow();
            return new DistinctFiles().execute(parsed);
        } catch (ParameterException | ExecutionException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new ExecutionException(parsed.asCommandLineList().getLast(), e.getMessage(), e);
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
