package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** What is called in every run, of the one library of this process: static and final, so that C2 compiles the calls in place. */
final class PersistentCalls {
    // Addresses are longs, so that a call needs no segment, hence no allocation.
    private static final MethodHandle START_ALL = MpiLibrary.loaded().function("MPI_Startall", JAVA_INT, JAVA_LONG);
    private static final MethodHandle WAIT_ALL =
            MpiLibrary.loaded().function("MPI_Waitall", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private PersistentCalls() {}

    /** Starts requests that lie one behind the other; has the error code. */
    static int startAll(int count, long requests) {
        try {
            return (int) START_ALL.invokeExact(count, requests);
        } catch (Throwable e) {
            throw MpiLibrary.unexpected(e);
        }
    }

    /** Waits for them; has the error code. */
    static int waitAll(int count, long requests, long statuses) {
        try {
            return (int) WAIT_ALL.invokeExact(count, requests, statuses);
        } catch (Throwable e) {
            throw MpiLibrary.unexpected(e);
        }
    }
}
