package dev.thrice.kernels.lifetime;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Any number of holders of a thing at once, or somebody who has it alone. Whoever asks to have it alone and is refused has changed nothing for
 * anybody: a hold that comes while that is being decided waits for the decision. Holds are counted in stripes, so that threads on several
 * cores do not contend for one cache line; to hold costs an atomic addition, to release another, and neither allocates.
 */
public final class Holds {
    private static final int STRIPES = 16;
    private static final int LONGS_PER_STRIPE = 16; // two cache lines: adjacent-line prefetch counts as sharing

    private final AtomicLongArray counts = new AtomicLongArray(STRIPES * LONGS_PER_STRIPE);

    /** Whether it is being decided if somebody may have it alone, or somebody has. */
    private volatile boolean contested;

    /** Whether somebody has it alone; guarded by this. */
    private boolean alone;

    /** Nobody's hold yet. */
    public Holds() {}

    /**
     * Holds, until {@link #release} is called by the same thread.
     *
     * @return true; false if somebody has it alone, and then there is nothing to release
     */
    public boolean hold() {
        int stripe = stripe();
        counts.getAndIncrement(stripe); // a full fence: either exclude counts this hold, or we see that it is at work
        if (contested && isExclusive()) {
            counts.getAndDecrement(stripe);
            return false;
        }
        return true;
    }

    /** Ends a {@link #hold} of this thread. */
    public void release() {
        counts.getAndDecrement(stripe());
    }

    /**
     * Takes it for the caller alone, until {@link #share}, if there is no hold; not for who may find that somebody has it alone already.
     *
     * @param last what has to succeed as well, before anybody is told
     * @return how many holds are in the way, 0 if the caller has it alone now
     */
    public synchronized long exclude(Runnable last) {
        contested = true;
        try {
            long held = count();
            if (held == 0) {
                last.run();
                alone = true;
            }
            return held;
        } finally {
            contested = alone;
        }
    }

    /** Ends what {@link #exclude} began. */
    public synchronized void share() {
        alone = false;
        contested = false;
    }

    /**
     * Whether somebody has it alone.
     *
     * @return true from a successful {@link #exclude} to {@link #share}
     */
    public boolean isExclusive() {
        if (!contested) {
            return false;
        }
        synchronized (this) {
            return alone;
        }
    }

    private long count() {
        long held = 0;
        for (int i = 0; i < STRIPES; i++) {
            held += counts.get(i * LONGS_PER_STRIPE);
        }
        return held;
    }

    private static int stripe() {
        return (int) (Thread.currentThread().threadId() & (STRIPES - 1)) * LONGS_PER_STRIPE;
    }
}
