package dev.thrice.lab;

import dev.thrice.affinity.CpuAffinity;
import dev.thrice.engine.execution.WorkerTeam;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether workers are to stay where they are. */
public final class BindOption {
    @Option(
            names = "--bind",
            description =
                    "Bind each worker to a processor of its own (Linux). For processors that nobody else is busy on.")
    private boolean bind;

    private BindOption() {}

    /**
     * Starts a team of which the calling thread is one, and which it has to close.
     *
     * @param workers threads that take part, the caller included
     * @return the team
     * @throws IllegalArgumentException if there are fewer than 1 or more than a pool can have
     * @throws UserError if they are to be bound and cannot be, or are more than there are processors
     */
    public Workers team(int workers) {
        if (!bind) {
            return new Workers(new WorkerTeam(workers), null);
        }
        CpuAffinity.unavailable().ifPresent(reason -> {
            throw new UserError("--bind: " + reason);
        });
        int processors = CpuAffinity.allowed().size();
        if (workers > processors) {
            throw new UserError(
                    "--bind: " + workers + " workers, expected at most the " + processors + " processors there are");
        }
        CpuAffinity.Bound caller = CpuAffinity.bind();
        try {
            return new Workers(new WorkerTeam(workers, caller.others()), caller);
        } catch (RuntimeException | Error e) {
            caller.close();
            throw e;
        }
    }

    /**
     * The option as it was given, for a process that is to have the same.
     *
     * @return one argument or none
     */
    public List<String> arguments() {
        return bind ? List.of("--bind") : List.of();
    }

    /**
     * A team, and the calling thread's place in it.
     *
     * @param team of which the calling thread is one
     * @param caller null where nobody is bound
     */
    public record Workers(WorkerTeam team, CpuAffinity.Bound caller) implements AutoCloseable {
        @Override
        public void close() {
            team.close();
            if (caller != null) {
                caller.close();
            }
        }
    }
}
