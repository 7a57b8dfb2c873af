package dev.thrice.lab;

import dev.thrice.command.Version;
import dev.thrice.command.execution.Execution;
import dev.thrice.lab.data.DataCommand;
import dev.thrice.lab.figures.FiguresCommand;
import dev.thrice.lab.gate.ThriceGateCommand;
import dev.thrice.lab.gradients.GradientsCommand;
import dev.thrice.lab.info.InfoCommand;
import dev.thrice.lab.kernel.KernelCommand;
import dev.thrice.lab.peers.PeersCommand;
import dev.thrice.lab.scaling.ScalingCommand;
import dev.thrice.lab.study.StudyCommand;
import dev.thrice.lab.train.TrainCommand;
import dev.thrice.lab.validate.ValidateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

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
            ThriceGateCommand.class,
            TrainCommand.class,
            GradientsCommand.class,
            ScalingCommand.class,
            KernelCommand.class,
            InfoCommand.class,
            DataCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Main {
    private Main() {}

    /**
     * Runs the command and exits.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Execution.begin();
        System.exit(execute(args));
    }

    /**
     * Runs the command.
     *
     * @param args the command line
     * @return the exit code
     */
    public static int execute(String... args) {
        return Execution.execute(() -> commandLine(args), args);
    }

    /** All commands. */
    static CommandLine commandLine() {
        return Execution.prepared(new CommandLine(new Main()));
    }

    /** The one that is asked for by its name, if there is such a one: to make all takes longer than most of them have to do. */
    private static CommandLine commandLine(String... args) {
        for (Class<?> command : Main.class.getAnnotation(Command.class).subcommands()) {
            boolean needsOthers = command == HelpCommand.class;
            if (args.length > 0
                    && !needsOthers
                    && command.getAnnotation(Command.class).name().equals(args[0])) {
                CommandLine alone = new CommandLine(CommandSpec.create().name("thrice"));
                return Execution.prepared(alone.addSubcommand(command));
            }
        }
        return commandLine();
    }
}
