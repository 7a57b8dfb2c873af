package dev.thrice.mpi;

import java.util.concurrent.TimeUnit;

/**
 * Ends this process, and with it all ranks, when it has waited for others too long: MPI itself would wait for ever. It does so by the exit
 * code, since MPI may not be called by another thread while one waits in it.
 */
final class Watchdog {
    /** The environment variable that says how long, in seconds. */
    static final String VARIABLE = "THRICE_MPI_TIMEOUT";

    private static final long DEFAULT_SECONDS = 600;
    private static final long LOOKS = 10; // within that time

    private final long seconds;
    private volatile int rank;
    private volatile Object awaited; // null while nothing is
    private volatile long since;

    /** With the variable's value, or null for the default of ten minutes. */
    Watchdog(String timeout) {
        seconds = seconds(timeout);
    }

    private static long seconds(String timeout) {
        if (timeout == null) {
            return DEFAULT_SECONDS;
        }
        if (!timeout.matches("[1-9]\\d{0,8}")) {
            throw new IllegalStateException(VARIABLE + "=" + timeout + ", expected seconds, 1 to 999999999");
        }
        return Long.parseLong(timeout);
    }

    /** Begins to watch, for as long as the process lasts. */
    void start(int ofRank) {
        rank = ofRank;
        Thread.ofPlatform().daemon().name("MPI watchdog").start(this::watch);
    }

    /** Something is waited for, of which an error message says what it is. */
    void begin(Object what) {
        since = System.nanoTime();
        awaited = what;
    }

    void end() {
        awaited = null;
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(TimeUnit.SECONDS.toMillis(seconds) / LOOKS);
                Object what = awaited;
                if (what != null && System.nanoTime() - since >= TimeUnit.SECONDS.toNanos(seconds)) {
                    System.err.println("rank " + rank + ": waited " + seconds + " s for " + what
                            + ", and other ranks did not come to it (" + VARIABLE + ")");
                    TimeUnit.MILLISECONDS.sleep(Mpi.LAST_WORDS_MILLIS);
                    Runtime.getRuntime().halt(Mpi.EXIT_CODE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }
}
