package dev.thrice.engine.parallel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reusable barrier that allocates nothing. After {@link #leave} nobody waits any more for who will not come, and nobody passes, however
 * often it comes, until {@link #reset}.
 */
public final class SpinBarrier {
    /** Thrown to those who wait where another party has left. */
    public static final class BrokenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("a worker waits for others that have failed or ended their share of the job and will not come");
        }
    }

    private final int parties;
    private final Patience patience;

    /** In this phase, each party once. */
    private final AtomicInteger arrived = new AtomicInteger();

    private volatile int phase;
    private volatile boolean left;

    public SpinBarrier(int parties, Patience patience) {
        this.parties = parties;
        this.patience = patience;
    }

    /**
     * Waits until all parties have arrived.
     *
     * @throws BrokenException if another party has left instead of coming
     */
    public void await() {
        if (parties == 1) {
            return;
        }
        int mine = phase;
        if (left) { // before it arrives: who has been let go already is not to be counted again
            throw new BrokenException();
        }
        if (arrived.incrementAndGet() == parties) {
            arrived.set(0); // nobody arrives at the next phase before it has begun
            phase = mine + 1;
            return;
        }
        for (int i = 0; phase == mine; i++) {
            if (left && phase == mine) { // who came and left afterwards has seen the next phase, and so does this
                throw new BrokenException();
            }
            patience.pause(i);
        }
    }

    /** Comes no more: whoever waits for this party is let go, with an exception. */
    public void leave() {
        left = true;
    }

    /** Begins anew, once no party is inside. */
    public void reset() {
        arrived.set(0);
        left = false;
    }
}
