package dev.thrice.openblas;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The calls into OpenBLAS that a JVM would not wait for when it ends. At its exit OpenBLAS gives its buffers back, and a thread that
 * computes in them ends the process by a signal, whatever its exit code was to be. So from the beginning of the JVM's end no such call
 * begins, and those that are under way are waited for; what is computed after, by threads that other shutdown hooks wait for, is computed by
 * brief calls that the JVM does wait for. {@link Runtime#halt} knows no hooks, and is not guarded.
 */
final class LongCalls {
    private static final LongAdder BEGUN = new LongAdder();
    private static final LongAdder ENDED = new LongAdder();
    private static volatile boolean ending;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(LongCalls::awaitAll, "thrice-openblas-exit"));
        } catch (IllegalStateException e) { // the JVM is ending already
            ending = true;
        }
    }

    private LongCalls() {}

    /** Whether a call may begin; then it has to {@link #end}. */
    static boolean begin() {
        BEGUN.increment();
        VarHandle.fullFence(); // either this call sees that the JVM is ending, or who waits sees this call
        if (ending) {
            ENDED.increment();
            return false;
        }
        return true;
    }

    static void end() {
        ENDED.increment();
    }

    private static void awaitAll() {
        ending = true;
        VarHandle.fullFence();
        try {
            while (areUnderway()) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody does not want to wait
        }
    }

    /** Those that ended are counted first: what begins and ends meanwhile makes them look fewer, never more. */
    private static boolean areUnderway() {
        long ended = ENDED.sum();
        VarHandle.acquireFence();
        return BEGUN.sum() != ended;
    }
}
