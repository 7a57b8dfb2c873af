package dev.thrice.lab.peers;

import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The forks, by turns: a JVM of the providers, then one of the providers and a peer for each peer, since a library that crashes
 * takes its JVM with it. One that does not work is asked once.
 */
final class PeersForks {
    /** Runs a JVM. */
    @FunctionalInterface
    interface Fork {
        /**
         * Runs it to its end.
         *
         * @param peer in it, if any
         * @param number of the fork
         * @param step is run for each step that is through
         * @return what it found
         * @throws UserError if it failed
         */
        PeersFork run(Optional<String> peer, int number, Runnable step);
    }

    private final List<String> peers;
    private final int forks;
    private final int stepsOfEach;
    private final Fork fork;

    PeersForks(List<String> peers, int forks, int stepsOfEach, Fork fork) {
        this.peers = peers;
        this.forks = forks;
        this.stepsOfEach = stepsOfEach;
        this.fork = fork;
    }

    /**
     * Runs all of them.
     *
     * @param step is run {@link #steps} times
     * @param show is told what is at work
     * @return what each found; of a peer that does not work only its problem
     * @throws UserError if a JVM of the providers alone failed: then there is nothing to compare with
     */
    List<PeersFork> run(Runnable step, Consumer<String> show) {
        List<PeersFork> found = new ArrayList<>();
        Map<String, PeersFork> problems = new LinkedHashMap<>();
        for (int number = 1; number <= forks; number++) {
            String turn = ", " + number + " of " + forks;
            show.accept("alone" + turn);
            try (Part part = new Part(stepsOfEach, step)) {
                found.add(fork.run(Optional.empty(), number, part));
            }
            for (String peer : peers) {
                try (Part part = new Part(stepsOfEach, step)) {
                    if (!problems.containsKey(peer)) {
                        show.accept(peer + turn);
                        PeersFork measured = beside(peer, number, part);
                        if (measured.problem() == null) {
                            found.add(measured);
                        } else {
                            problems.put(peer, measured);
                        }
                    }
                }
            }
        }
        found.removeIf(one -> problems.containsKey(one.peer()));
        found.addAll(problems.values());
        return found;
    }

    private PeersFork beside(String peer, int number, Runnable step) {
        try {
            return fork.run(Optional.of(peer), number, step);
        } catch (UserError e) {
            if (ProgramFiles.own().replaced()) {
                throw e; // which is no fault of the peer's
            }
            return PeersFork.without(peer, e.getMessage());
        }
    }

    /** Steps of progress of all together. */
    long steps() {
        return (long) forks * (1 + peers.size()) * stepsOfEach;
    }
}
