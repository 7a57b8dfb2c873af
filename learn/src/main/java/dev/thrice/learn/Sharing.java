package dev.thrice.learn;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.lifetime.Holds;

/** Who may use a model's parameters: any number of threads that read them, or one that has them alone, to train. */
final class Sharing {
    private static final long NOBODY = 0; // no thread has this identifier

    private final String name;
    private final Holds holds = new Holds();
    private volatile long learner = NOBODY;
    private volatile boolean closed;

    Sharing(String name) {
        this.name = name;
    }

    /**
     * Begins to read. The thread that trains may, too: it is then between two steps. Allocates nothing.
     *
     * @return what {@link #leave} is to be told
     * @throws IllegalStateException if another thread trains, or the model is closed
     */
    boolean read() {
        if (learner == Thread.currentThread().threadId()) {
            return false;
        }
        while (!holds.hold()) {
            requireOpen();
            long other = learner;
            if (other != NOBODY) { // else it has just ended
                throw new IllegalStateException(name + " is being trained by thread " + other
                        + ", expected to be asked when that has ended; meanwhile predict from model.copy()");
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Ends what {@link #read} has begun. */
    void leave(boolean entered) {
        if (entered) {
            holds.release();
        }
    }

    /** Throws an IllegalStateException if the model is closed. */
    void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    /** Does something that reads. */
    void reading(Operation work) {
        boolean entered = read();
        try {
            work.run();
        } finally {
            leave(entered);
        }
    }

    /**
     * Does something that writes, with which nobody else may read.
     *
     * @throws IllegalStateException if somebody reads or trains, or the model is closed; nothing has been done then
     */
    void alone(Operation work) {
        begin();
        try {
            work.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        requireFree("trained");
        requireNoReader("trained", () -> learner = Thread.currentThread().threadId());
    }

    private synchronized void end() {
        holds.share();
        learner = NOBODY;
    }

    /**
     * Lets nobody in any more; again is harmless.
     *
     * @param closing what is to be closed once nobody uses it; if it throws, the model stays open
     * @throws IllegalStateException if somebody does; nothing has changed then
     */
    synchronized void close(Runnable closing) {
        if (closed) {
            return;
        }
        requireFree("closed");
        requireNoReader("closed", () -> closed = true);
        boolean done = false;
        try {
            closing.run(); // while whoever comes is refused, and not kept waiting
            done = true;
        } finally {
            if (!done) {
                closed = false;
                holds.share();
            }
        }
    }

    private void requireFree(String what) {
        requireOpen();
        if (learner != NOBODY) {
            throw new IllegalStateException(name + " cannot be " + what + ": thread " + learner + " trains it");
        }
    }

    /** Nobody else reads from now on; what is then so is said before anybody is refused. */
    private void requireNoReader(String what, Runnable then) {
        long readers = holds.exclude(then);
        if (readers != 0) {
            throw new IllegalStateException(name + " cannot be " + what + ": " + readers
                    + " thread(s) predict from it; a model.copy() has parameters of its own");
        }
    }

    private IllegalStateException closedException() {
        return new IllegalStateException(name + " is closed");
    }
}
