package dev.thrice.command.fork;

import java.time.Duration;

/** Ends what takes longer from one step to the next than anybody waits for. */
public final class StepWatch implements AutoCloseable {
    private static final long MOST_SECONDS = 1_000_000_000; // which is for ever, and less than a long of ns

    private final Duration patience;
    private final Runnable end;
    private long last = System.nanoTime();
    private boolean expired;
    private boolean closed;

    /**
     * Watches from now on.
     *
     * @param patience the longest time from one step to the next
     * @param end is run once, on a thread of its own, when a step takes longer
     */
    public StepWatch(Duration patience, Runnable end) {
        this.patience = Duration.ofSeconds(Math.min(patience.toSeconds(), MOST_SECONDS));
        this.end = end;
        Thread.ofPlatform().daemon().name("step watch").start(this::watch);
    }

    /** It goes on. */
    public synchronized void step() {
        last = System.nanoTime();
    }

    /**
     * Whether it was ended.
     *
     * @return whether a step took too long
     */
    public synchronized boolean expired() {
        return expired;
    }

    private synchronized void watch() {
        try {
            while (!closed) {
                long left = patience.toNanos() - (System.nanoTime() - last);
                if (left <= 0) {
                    expired = true;
                    end.run();
                    return;
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "no step of it was through in " + patience.toSeconds() + " s";
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
