package dev.thrice.engine.parallel;

import java.util.concurrent.locks.LockSupport;

/**
 * How to wait for another thread: spin, which is what a step of microseconds wants; then yield; then sleep briefly, so that
 * waiting does not collapse where there are more workers than cores. Allocates nothing.
 */
public final class Patience {
    private static final int SPINS = 2_000;
    private static final int CROWDED_SPINS = 20;
    private static final int YIELDS = 100;
    private static final long NAP_NANOS = 20_000;

    private final int spins;

    /**
     * For threads that wait for each other.
     *
     * @param threads how many there are; where they outnumber the cores, spinning keeps the awaited one from running
     */
    public Patience(int threads) {
        spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : CROWDED_SPINS;
    }

    /**
     * Waits a little; in the end asleep.
     *
     * @param times how often the caller has waited already
     */
    public void pause(int times) {
        if (isLong(times)) {
            nap();
        } else {
            pauseAwake(times);
        }
    }

    /** Asleep though the thread be interrupted, which it stays: else waiting would be spinning. */
    private void nap() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(this, NAP_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits a little, without giving up the processor for longer than others want it.
     *
     * @param times how often the caller has waited already
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is for a crowded machine; nothing depends on it
    public void pauseAwake(int times) {
        if (times < spins) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Whether the time for spinning and yielding is over. */
    public boolean isLong(int times) {
        return times >= spins + YIELDS;
    }
}
