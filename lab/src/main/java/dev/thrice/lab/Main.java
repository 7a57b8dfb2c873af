package dev.thrice.lab;

import dev.thrice.lab.data.DataCommand;
import dev.thrice.lab.figures.FiguresCommand;
import dev.thrice.lab.gate.GateCommand;
import dev.thrice.lab.gradients.GradientsCommand;
import dev.thrice.lab.info.InfoCommand;
import dev.thrice.lab.output.DistinctFiles;
import dev.thrice.lab.output.PathOnCommandLine;
import dev.thrice.lab.output.Printable;
import dev.thrice.lab.peers.PeersCommand;
import dev.thrice.lab.study.StudyCommand;
import dev.thrice.lab.train.TrainCommand;
import dev.thrice.lab.validate.ValidateCommand;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code thrice} command. Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly; the gate has its own. */
@Command(
        name = "thrice",
        description = "Puts TIME{backprop} <= 3 w sum C_i <= TIME{PC} to the test.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ValidateCommand.class,
            FiguresCommand.class,
            StudyCommand.class,
            PeersCommand.class,
            GateCommand.class,
            TrainCommand.class,
            GradientsCommand.class,
            InfoCommand.class,
            DataCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and exits.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
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
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, new PathOnCommandLine())
                .setExecutionStrategy(new DistinctFiles())
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler(Main::failure)
                .execute(args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static int usageError(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("thrice: " + oneLine(e) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Mistakes are one line; anything else is a defect of ours, and whoever reports it needs the trace. */
    private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof UsageError) {
            command.getErr().println("thrice: " + oneLine(e));
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (e instanceof UserError || e instanceof IllegalArgumentException) {
            command.getErr().println("thrice: " + oneLine(e));
        } else {
            command.getErr().println("thrice: internal error, please report it");
            e.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String oneLine(Exception e) {
        return Printable.of(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }

    private static void logOneLineAMessage() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "thrice: %5$s%n");
    }
}
