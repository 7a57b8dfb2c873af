package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.Program;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.command.fork.Part;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.Progress;
import dev.thrice.gate.command.measure.ForkMeasurement.Sides;
import dev.thrice.gate.command.measure.ForkPlan;
import dev.thrice.gate.command.measure.GateFork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Runs forks, one after another; both builds in one JVM where that is possible, else one JVM for each, by turns. */
public final class GateForks implements AutoCloseable {
    /**
     * Classes from other loaders are in no module, and may use any of the JDK's. And what is due to be compiled is waited for, so that when it
     * happens, and with which profile, does not hang on how busy the machine is.
     */
    private static final List<String> OPTIONS =
            List.of("--add-modules=ALL-DEFAULT", "--enable-native-access=ALL-UNNAMED", "-XX:-BackgroundCompilation");

    private final Program program;
    private final List<String> options;
    private final Duration patience;
    private final Random random;
    private boolean alternating;
    private int started;
    private ForkPlan plan;
    private ForkProcess<GateFork> running;
    private boolean stopped;

    /**
     * Plans some.
     *
     * @param more options of their JVMs
     * @param alternating whether each build gets JVMs of its own from the first on
     * @param patience the longest that a fork may take over one benchmark
     * @param seed of whose turn it is then
     */
    public GateForks(List<String> more, boolean alternating, Duration patience, long seed) {
        program = new Program(GateForks.class.getModule(), StandAlone.class.getName());
        options = Stream.concat(OPTIONS.stream(), more.stream()).toList();
        this.alternating = alternating;
        this.patience = patience;
        random = new Random(seed);
    }

    /**
     * Runs some.
     *
     * @param task what it is, for who waits
     * @param planned what each is to do
     * @param forks how many
     * @param found what each found is added to it
     * @throws UserError if one fails or hangs, or {@link #close} was called
     * @throws IllegalArgumentException if one did not measure what was planned
     */
    public void run(String task, ForkPlan planned, int forks, List<GateFork> found) {
        plan = planned;
        try (Progress progress = Progress.of(task, (long) forks * plan.pairs().size())) {
            for (int i = 0; i < forks; i++) {
                Part part = new Part(plan.pairs().size(), progress::step); // once, also where a fork is begun anew
                GateFork fork = fork(part);
                fork.require(plan.pairs());
                synchronized (this) {
                    found.add(fork);
                }
            }
        }
    }

    private GateFork fork(Runnable step) {
        started++;
        if (!alternating) {
            GateFork fork = process(Sides.BOTH, step);
            if (fork.cannotShare() == null) {
                return fork;
            }
            alternating = true;
            System.err.println("thrice: one JVM cannot hold both builds (" + Printable.of(fork.cannotShare())
                    + "), so each gets its own, by turns");
        }
        boolean baseFirst = random.nextBoolean();
        GateFork first = process(baseFirst ? Sides.BASE : Sides.CANDIDATE, () -> {});
        GateFork second = process(baseFirst ? Sides.CANDIDATE : Sides.BASE, step);
        return baseFirst ? first.with(second) : second.with(first);
    }

    private GateFork process(Sides sides, Runnable step) {
        synchronized (this) {
            requireNotStopped();
            running = new ForkProcess<>(
                    program,
                    options,
                    folder -> List.of("fork", "--plan=" + write(folder), "--sides=" + sides),
                    started,
                    file -> JsonFile.read(file, GateFork.class));
        }
        try (ForkProcess<GateFork> process = running) {
            return process.await(step, patience);
        } catch (UserError e) {
            synchronized (this) {
                requireNotStopped();
            }
            throw e;
        }
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new UserError("the gate was stopped");
        }
    }

    private Path write(Path folder) {
        Path file = folder.resolve("plan.json");
        JsonFile.write(file, plan);
        return file;
    }

    /** Ends the fork that is running. May be called from another thread. */
    @Override
    public synchronized void close() {
        stopped = true;
        if (running != null) {
            running.stop();
            running.close();
        }
    }
}
