package dev.thrice.kernels.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

    private final String name;

    /** The identifier of the thread that is inside: to store a reference would cost the collector's barrier. */
    private volatile long owner;

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
            return new IllegalStateException(name + " is closed");
        }
        String where = inside == Thread.currentThread().threadId()
                ? "from within a call of its own"
                : "while thread " + inside + " is using it";
        return new IllegalStateException(name + " was entered " + where + "; it is for one caller at a time");
    }
}
