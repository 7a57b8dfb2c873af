package dev.thrice.command.machine;

import java.util.Optional;

/**
 * Whether the thread that measures was disturbed: by the hypervisor, which took time from any of the processors, or by the system, which
 * took the thread's from it. Where the system does not count it, nothing is disturbed.
 */
public final class Disturbance implements AutoCloseable {
    private final Optional<SystemCounters> counters;
    private long atStart;
    private boolean disturbed;

    private Disturbance(Optional<SystemCounters> counters) {
        this.counters = counters;
    }

    /**
     * Of the calling thread.
     *
     * @return counts what disturbs it
     */
    public static Disturbance ofThisThread() {
        return new Disturbance(SystemCounters.ofThisThread());
    }

    /**
     * Of nobody.
     *
     * @return counts nothing
     */
    public static Disturbance uncounted() {
        return new Disturbance(Optional.empty());
    }

    /** What is timed begins. */
    public void begin() {
        atStart = count();
    }

    /** What is timed ends. */
    public void end() {
        disturbed |= count() != atStart;
    }

    /**
     * Asks, and forgets.
     *
     * @return whether anything timed since this was last asked was disturbed
     */
    public boolean sinceLastAsked() {
        boolean answer = disturbed;
        disturbed = false;
        return answer;
    }

    /** Ticks and switches so far; of two counts only it matters whether they are equal. */
    private long count() {
        return counters.map(SystemCounters::read)
                .map(reading -> reading.stolen() + reading.switches())
                .orElse(0L);
    }

    @Override
    public void close() {
        counters.ifPresent(SystemCounters::close);
    }
}
