package dev.thrice.engine.execution;

import java.util.concurrent.atomic.AtomicInteger;

/** A reusable barrier that allocates nothing. After {@link #fail} nobody waits any more. */
final class SpinBarrier {
    /** Thrown to those who wait where another party has failed. */
    static final class BrokenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("another worker failed");
        }
    }

    private final int parties;
    private final Patience patience;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int phase;
    private volatile boolean failed;

    SpinBarrier(int parties, Patience patience) {
        this.parties = parties;
        this.patience = patience;
    }

    /**
     * Waits until all parties have arrived.
     *
     * @throws BrokenException if another party has failed
     */
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
            patience.pause(i);
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
