package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The handlers of signals by which the JVM works: a null pointer in compiled code, for one, is found by SIGSEGV. UCX, on which MPICH and
 * others are built, puts its own in their place when it is loaded, unless its environment says otherwise.
 */
final class SignalHandlers {
    /** SIGSEGV, SIGBUS, SIGFPE, SIGILL on Linux, x86-64 and aarch64. */
    private static final int[] SIGNALS = {11, 7, 8, 4};

    /** More than a struct sigaction has, whose first field is the handler. */
    private static final long ACTION_BYTES = 256;

    private final MethodHandle sigaction =
            function("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private final MemorySegment[] actions = new MemorySegment[SIGNALS.length];

    /** As they are now. */
    SignalHandlers() {
        for (int i = 0; i < SIGNALS.length; i++) {
            actions[i] = now(SIGNALS[i]);
        }
    }

    /** Has UCX leave them alone, unless the user said what it is to do: until they are {@link #putBack} no thread could do without. */
    void keep() {
        MethodHandle setenv = function("setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            require((int) setenv.invokeExact(arena.allocateFrom("UCX_HANDLE_ERRORS"), arena.allocateFrom("none"), 0));
        } catch (Throwable e) {
            throw MpiLibrary.unexpected(e);
        }
    }

    /** Those that are others by now. */
    void putBack() {
        for (int i = 0; i < SIGNALS.length; i++) {
            if (handler(now(SIGNALS[i])) != handler(actions[i])) {
                act(SIGNALS[i], actions[i], MemorySegment.NULL);
            }
        }
    }

    private MemorySegment now(int signal) {
        MemorySegment action = Arena.ofAuto().allocate(ACTION_BYTES, Long.BYTES);
        act(signal, MemorySegment.NULL, action);
        return action;
    }

    private void act(int signal, MemorySegment set, MemorySegment had) {
        try {
            require((int) sigaction.invokeExact(signal, set, had));
        } catch (Throwable e) {
            throw MpiLibrary.unexpected(e);
        }
    }

    private static long handler(MemorySegment action) {
        return action.get(JAVA_LONG, 0);
    }

    private static void require(int result) {
        if (result != 0) {
            throw new IllegalStateException("the system refused to tell or to set how a signal is handled");
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().find(name).orElseThrow(), type);
    }
}
