package dev.thrice.lab.command;

import dev.thrice.command.UsageError;
import dev.thrice.mpi.Mpi;

/** For what measures a machine: several of it at once would measure each other. */
public final class Alone {
    private Alone() {}

    /**
     * Checks that no others were started beside this process.
     *
     * @param command its name
     * @throws UsageError if it is one of several ranks
     */
    public static void require(String command) {
        int ranks = Mpi.ranksStarted();
        if (ranks > 1) {
            throw new UsageError(command + ": started by mpirun as one of " + ranks
                    + " ranks, expected it without: it measures one process, thrice scaling measures ranks");
        }
    }
}
