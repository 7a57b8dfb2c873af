package dev.thrice.lab.command;

import dev.thrice.affinity.CpuAffinity;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.execution.WorkerTeam;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many workers there may be, and whether they are to stay where they are. */
public final class BindOption {
    @Option(
            names = "--bind",
            description =
                    "Bind each worker to a processor of its own (Linux). For processors that nobody else is busy on.")
    private boolean bind;

    @Mixin
    private Oversubscription oversubscription;

    private BindOption() {}

    /**
     * Checks the number of workers before any work.
     *
     * @param workers as {@code --workers} says
     * @throws UsageError if there are fewer than 1 or too many, or they are to be bound and are more than there are processors
     * @throws UserError if they are to be bound and cannot be
     */
    public void require(int workers) {
        oversubscription.require("--workers", workers);
        if (!bind) {
            return;
        }
        CpuAffinity.unavailable().ifPresent(reason -> {
            throw new UserError("--bind: " + reason);
        });
        int processors = CpuAffinity.allowed().size();
        UsageError.require(
                "--bind --workers",
                workers,
                workers <= processors,
                "at most the " + processors + " processors there are");
    }

    /**
     * Checks that nothing is to be bound.
     *
     * @param with which option
     * @param expected in its place
     * @throws UsageError if it is
     */
    public void requireNone(String with, String expected) {
        if (bind) {
            throw new UsageError("--bind with " + with + ", expected " + expected);
        }
    }

    /**
     * Starts a team of which the calling thread is one, and which it has to close.
     *
     * @param workers threads that take part, the caller included
     * @return the team
     * @throws UsageError as of {@link #require}, or if there are more than a pool can have
     * @throws UserError as of {@link #require}
     */
    public Workers team(int workers) {
        require(workers);
        if (!bind) {
            return new Workers(UsageError.unlessRefused(() -> new WorkerTeam(workers)), null);
        }
        CpuAffinity.Pinned caller = CpuAffinity.bind();
        try {
            return new Workers(new WorkerTeam(workers, caller.others()), caller);
        } catch (RuntimeException | Error e) {
            caller.close();
            throw e;
        }
    }

    /**
     * The options as they were given, for a process that is to have the same.
     *
     * @return the arguments
     */
    public List<String> arguments() {
        return Stream.concat(bind ? Stream.of("--bind") : Stream.empty(), oversubscription.arguments().stream())
                .toList();
    }

    /**
     * A team, and the calling thread's place in it.
     *
     * @param team of which the calling thread is one
     * @param caller null where nobody is bound
     */
    public record Workers(WorkerTeam team, CpuAffinity.Pinned caller) implements AutoCloseable {
        @Override
        public void close() {
            team.close();
            if (caller != null) {
                caller.close();
            }
        }
    }
}
