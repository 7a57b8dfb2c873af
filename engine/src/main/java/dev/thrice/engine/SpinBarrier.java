package dev.thrice.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A reusable barrier that allocates nothing. Waiting threads spin, which is what a step of microseconds wants; then
 * yield, then sleep briefly, so that it does not collapse where there are more workers than cores. After {@link #fail}
 * nobody waits any more.
 */
final class SpinBarrier {
    private static final int SPINS = 2_000;
    private static final int YIELDS = 200;
    private static final long NAP_NANOS = 20_000;

    /** Thrown to those who wait where another party has failed. */
    static final class BrokenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("another worker failed");
        }
    }

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int phase;
    private volatile boolean failed;

    SpinBarrier(int parties) {
        this.parties = parties;
    }

    /**
     * Waits until all parties have arrived.
     *
     * @throws BrokenException if another party has failed
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is for a crowded machine; nothing depends on it
    void await() {
        if (parties == 1) {
            return;
        }
        int mine = phase;
        if (arrived.incrementAndGet() == parties) {
            arrived.set(0); // nobody arrives at the next phase before it has begun
            phase = mine + 1;
            return;
        }
        for (int i = 0; phase == mine; i++) {
            if (failed) {
                throw new BrokenException();
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }
    }

    /** Lets everybody go, with an exception. */
    void fail() {
        failed = true;
    }

    /** Forgets a failure, once no party is inside. */
    void reset() {
        arrived.set(0);
        failed = false;
    }
}
