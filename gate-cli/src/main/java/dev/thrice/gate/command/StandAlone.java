package dev.thrice.gate.command;

import dev.thrice.command.Version;
import dev.thrice.command.execution.Execution;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The gate by itself, and what a gate starts its forks with. */
@Command(
        name = "thrice-gate",
        description = {
            "Says whether a build is slower than another. Both run by turns on this machine, in the same fresh JVMs; results, work and"
                    + " allocations are compared first.",
            "A build is a class path, or a git ref of the repository in this folder, which is built in a worktree as --build says."
        },
        footer = "  java -jar thrice-gate-all.jar --base old.jar --candidate new.jar",
        versionProvider = Version.class,
        subcommands = {ForkCommand.class, ExpectCommand.class})
public final class StandAlone extends GateCommand {
    private StandAlone() {
        super(null, null, List.of());
    }

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
    static int execute(String... args) {
        return Execution.execute(StandAlone::commandLine, args);
    }

    /** With all subcommands. */
    static CommandLine commandLine() {
        return Execution.prepared(new CommandLine(new StandAlone()));
    }
}
