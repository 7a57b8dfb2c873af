package dev.thrice.lab.command;

import dev.thrice.command.UserError;
import dev.thrice.command.Version;
import dev.thrice.mpi.Mpi;
import picocli.CommandLine.Model.CommandSpec;

/** A command as one of the ranks that mpirun started. */
public final class Ranks {
    private Ranks() {}

    /**
     * Runs it.
     *
     * @param program what each rank does
     * @throws UserError if there is no MPI library for who started this process
     */
    public static void run(Mpi.Program program) {
        try {
            Mpi.run(program);
        } catch (IllegalStateException e) { // no MPI here
            throw new UserError(e.getMessage());
        }
    }

    /**
     * That all ranks have the same version and were given the same options. For all ranks to call.
     *
     * @param mpi of this rank
     * @param command that was given them
     * @throws IllegalStateException if this rank has others than rank 0
     */
    public static void requireAlike(Mpi mpi, CommandSpec command) {
        mpi.requireEqual("Thrice", Version.current());
        mpi.requireEqual(
                "options",
                String.join(" ", command.commandLine().getParseResult().originalArgs()));
    }
}
