package dev.thrice.lab.validate;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.command.fork.Part;
import dev.thrice.command.output.Progress;
import dev.thrice.lab.command.Thrice;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The forks of a measurement, one after another, and what they have found together. */
final class Forks {
    private final Options options;
    private Results together;
    private ForkProcess<Results> running;
    private boolean stopped;

    Forks(Options options) {
        this.options = options;
    }

    /** Runs all of them; returns early when {@link #stop} is called. */
    void run() {
        try (Progress progress = Progress.of("measuring", (long) options.forks() * ForkRun.STEPS)) {
            for (int number = 1; number <= options.forks() && start(number); number++) {
                try {
                    Part part = new Part(ForkRun.STEPS, progress::step);
                    end(running.await(part));
                    part.close();
                } catch (UserError e) {
                    if (!fail()) {
                        throw e;
                    }
                }
            }
        }
    }

    /** False if there is to be no further fork. */
    private synchronized boolean start(int number) {
        if (!stopped) {
            running = new ForkProcess<>(Thrice.PROGRAM, command(), number, ResultsFile::read);
        }
        return !stopped;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("validate"));
        command.addAll(options.arguments());
        return command;
    }

    private synchronized void end(Results found) {
        running.close();
        if (!stopped) {
            together = merged(together, found, options.forks());
        }
    }

    /**
     * A fork that was ended by others may have kept what it had measured: Ctrl-C ends it together with this process, and before
     * this one knows.
     *
     * @return whether this was the end that {@link #stop} had brought about
     */
    private synchronized boolean fail() {
        if (!stopped) {
            keepPartial();
        }
        running.close();
        return stopped;
    }

    /** Ends the fork that is running; what it had measured is counted in. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            keepPartial();
        }
    }

    /** If it can be used, else what the forks before have found is kept. */
    private void keepPartial() {
        try {
            running.stop().ifPresent(partial -> together = merged(together, partial, options.forks()));
        } catch (UserError e) {
            System.err.println("thrice: the last fork is not counted: " + Printable.of(e.getMessage()));
        }
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** What was measured; partial unless all forks are through. */
    synchronized Optional<Results> results() {
        return Optional.ofNullable(together);
    }

    /** A fork reads the data and the network anew, and somebody may have put others there. */
    private static void requireSame(Results before, Results fork) {
        if (!fork.data().equals(before.data())) {
            throw new UserError("a fork measured on " + fork.data() + ", expected " + before.data()
                    + " as of the forks before it; leave the data as they are while they are measured on");
        }
        if (!fork.network().equals(before.network())) {
            throw new UserError("a fork measured " + fork.network() + ", expected " + before.network()
                    + " as of the forks before it; leave the network as it is while it is measured");
        }
    }

    /**
     * What forks have found together, partial unless it is all. They measure the same networks, except that one which was
     * stopped has fewer.
     *
     * @param before of the forks before it, or null
     */
    static Results merged(Results before, Results fork, int planned) {
        Map<String, NetworkResults> networks = new LinkedHashMap<>();
        if (before != null) {
            requireSame(before, fork);
            before.networks().forEach(network -> networks.put(network.name(), network));
        }
        for (NetworkResults network : fork.networks()) {
            networks.merge(network.name(), network, (earlier, more) -> earlier.plus(more.forks()));
        }
        List<NetworkResults> all = List.copyOf(networks.values());
        boolean partial = fork.partial() || all.getFirst().forks().size() < planned;
        return (before == null ? fork : before).with(partial, all);
    }
}
