package dev.thrice.kernels.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one caller at a time into what keeps state of a call in fields or scratch memory. Whoever comes while it is in use, from another
 * thread or from within the call itself, gets an exception instead of a wrong result. A look costs one compare-and-set and allocates
 * nothing.
 */
public final class SingleEntry {
    private static final long FREE = 0; // no thread has this identifier
    private static final long SHUT = -1;
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(SingleEntry.class, "owner", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Before who waits sleeps between looks: most calls have ended by then. */
    private static final int SPINS = 1000;

    private static final long LOOK_NANOS = 50_000;

    private final String name;

    /** The identifier of the thread that is inside: to store a reference would cost the collector's barrier. */
    private volatile long owner;

    /** Whether somebody waits to shut it: nobody else comes before. */
    private volatile boolean closing;

    /**
     * An entry that is free.
     *
     * @param name of what it guards, as a message begins
     */
    public SingleEntry(String name) {
        this.name = name;
    }

    /**
     * Enters; {@link #leave} has to follow.
     *
     * @throws IllegalStateException if somebody is inside, or it is shut
     */
    public void enter() {
        if (!OWNER.compareAndSet(this, FREE, Thread.currentThread().threadId())) {
            throw refusal();
        }
        if (closing) {
            leave();
            throw closed();
        }
    }

    /**
     * Enters unless this thread is inside already.
     *
     * @return whether it entered, so that {@link #leave} has to follow
     * @throws IllegalStateException if another thread is inside, or it is shut
     */
    public boolean join() {
        if (owner == Thread.currentThread().threadId()) {
            return false;
        }
        enter();
        return true;
    }

    /** Leaves, after {@link #enter} by the same thread. */
    public void leave() {
        OWNER.setRelease(this, FREE);
    }

    /** Leaves, after {@link #enter} by the same thread, and lets nobody in any more. */
    public void leaveShut() {
        OWNER.setVolatile(this, SHUT);
    }

    /**
     * Lets nobody in any more.
     *
     * @return whether this call shut it, false if it was shut before
     * @throws IllegalStateException if somebody is inside; nothing has changed then
     */
    public boolean shut() {
        if (OWNER.compareAndSet(this, FREE, SHUT)) {
            return true;
        }
        if (isShut()) {
            return false;
        }
        throw refusal();
    }

    /**
     * Lets nobody in any more, and waits until who is inside has left.
     *
     * @return whether this call shut it, false if another did
     * @throws IllegalStateException if this thread is inside; nothing has changed then
     */
    public boolean shutWhenLeft() {
        if (owner == Thread.currentThread().threadId()) {
            throw refusal();
        }
        closing = true;
        boolean interrupted = false;
        boolean shut = OWNER.compareAndSet(this, FREE, SHUT);
        for (int looks = 0; !shut && !isShut(); looks++) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, LOOK_NANOS);
                interrupted |= Thread.interrupted();
            }
            shut = OWNER.compareAndSet(this, FREE, SHUT);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return shut;
    }

    /**
     * Whether it is shut.
     *
     * @return true after {@link #shut}
     */
    public boolean isShut() {
        return owner == SHUT;
    }

    private IllegalStateException refusal() {
        long inside = owner;
        if (inside == SHUT) {
            return closed();
        }
        String where = inside == Thread.currentThread().threadId()
                ? "from within a call of its own"
                : "while thread " + inside + " is using it";
        return new IllegalStateException(name + " was entered " + where + "; it is for one caller at a time");
    }

    private IllegalStateException closed() {
        return new IllegalStateException(name + " is closed");
    }
}
