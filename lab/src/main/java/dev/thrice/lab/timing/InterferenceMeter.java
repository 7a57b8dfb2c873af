package dev.thrice.lab.timing;

import dev.thrice.command.machine.SystemCounters;
import dev.thrice.command.machine.SystemCounters.Reading;
import dev.thrice.lab.results.Interference;
import java.util.Optional;

/** What kept the calling thread from running since the meter was started. */
public final class InterferenceMeter {
    private final long start = System.nanoTime();
    private final Optional<Reading> before;

    private InterferenceMeter(Optional<Reading> before) {
        this.before = before;
    }

    /**
     * Starts to look.
     *
     * @return a meter for this thread
     */
    public static InterferenceMeter start() {
        return new InterferenceMeter(SystemCounters.now());
    }

    /**
     * What there was until now.
     *
     * @return it, or null where the operating system does not tell
     */
    public Interference soFar() {
        Optional<Reading> now = SystemCounters.now();
        return before.flatMap(first -> now.map(last -> between(first, last))).orElse(null);
    }

    private Interference between(Reading first, Reading last) {
        long ticks = last.ticks() - first.ticks();
        double stolen = ticks == 0
                ? 0
                : Math.clamp((double) (last.stolen() - first.stolen()) / ticks, 0, 1); // idle ticks may run backwards
        return new Interference((System.nanoTime() - start) / 1e9, stolen, last.switches() - first.switches());
    }
}
