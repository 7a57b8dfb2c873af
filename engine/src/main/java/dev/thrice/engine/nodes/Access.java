package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.lifetime.SingleEntry;

/** Who may use a network: one thread at a time, and of that thread one computation at a time. Allocates nothing. */
public final class Access {
    private final SingleEntry use; // by one thread
    private final SingleEntry computation; // of that thread

    Access(String name) {
        use = new SingleEntry(name);
        computation = new SingleEntry(name);
    }

    /**
     * Computes something that nothing else may come between, neither of another thread nor from within.
     *
     * @throws IllegalStateException if the network is in use or closed; nothing has been done then
     */
    public void exclusively(Operation work) {
        boolean entered = join();
        try {
            computation.enter();
            try {
                work.run();
            } finally {
                computation.leave();
            }
        } finally {
            leave(entered);
        }
    }

    /**
     * Does something of several steps, each of which may compute, and keeps other threads out until all is done.
     *
     * @throws IllegalStateException if another thread uses the network, or it is closed; nothing has been done then
     */
    public void reserved(Operation work) {
        boolean entered = join();
        try {
            work.run();
        } finally {
            leave(entered);
        }
    }

    /**
     * Enters, unless the thread is inside already.
     *
     * @return what {@link #leave} is to be told
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public boolean join() {
        return use.join();
    }

    /** Ends what {@link #join} has begun. */
    public void leave(boolean entered) {
        if (entered) {
            use.leave();
        }
    }

    /**
     * Closes what is not in use, for good; again is harmless.
     *
     * @throws IllegalStateException if the network is in use; what the closing throws, nothing has changed then
     */
    public void shut(Operation closing) {
        if (use.isShut()) {
            return;
        }
        use.enter();
        boolean closed = false;
        try {
            closing.run();
            closed = true;
        } finally {
            if (closed) {
                use.leaveShut();
            } else {
                use.leave();
            }
        }
    }
}
