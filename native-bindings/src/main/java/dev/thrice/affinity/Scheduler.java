package dev.thrice.affinity;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.kernels.machine.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** sched_getaffinity(2) and sched_setaffinity(2), of the calling thread. */
final class Scheduler {
    /** Of a set of processors, a bit each: as many as Linux can have. */
    private static final int MASK_BYTES = 1024;

    private static final int CALLING_THREAD = 0;

    private static final Scheduler SYSTEM = new Scheduler();

    private final MethodHandle getAffinity;
    private final MethodHandle setAffinity;
    private final String unavailable;

    private Scheduler() {
        MethodHandle get = null;
        MethodHandle set = null;
        String reason = null;
        String system = System.getProperty("os.name");
        try {
            if (system.equals("Linux")) {
                get = function("sched_getaffinity");
                set = function("sched_setaffinity");
            } else {
                reason = "threads are bound on Linux only, not on " + system;
            }
        } catch (IllegalCallerException e) {
            reason = "threads cannot be bound: " + NativeAccess.denied(Scheduler.class.getModule());
        } catch (UnsupportedOperationException e) {
            reason = "threads cannot be bound: " + e.getMessage();
        }
        getAffinity = get;
        setAffinity = set;
        unavailable = reason;
    }

    static Scheduler get() {
        return SYSTEM;
    }

    Optional<String> unavailable() {
        return Optional.ofNullable(unavailable);
    }

    /** The processors that the calling thread may run on, ascending. */
    List<Integer> allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            call(getAffinity, mask);
            List<Integer> cpus = new ArrayList<>();
            for (int cpu = 0; cpu < MASK_BYTES * Byte.SIZE; cpu++) {
                if ((mask.get(JAVA_BYTE, cpu / Byte.SIZE) >> cpu % Byte.SIZE & 1) != 0) {
                    cpus.add(cpu);
                }
            }
            return cpus;
        }
    }

    /** Has the calling thread run on some processors only. */
    void restrict(List<Integer> cpus) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            for (int cpu : cpus) {
                long at = cpu / Byte.SIZE;
                mask.set(JAVA_BYTE, at, (byte) (mask.get(JAVA_BYTE, at) | 1 << cpu % Byte.SIZE));
            }
            call(setAffinity, mask);
        }
    }

    private void call(MethodHandle function, MemorySegment mask) {
        if (unavailable != null) {
            throw new UnsupportedOperationException(unavailable);
        }
        int result;
        try {
            result = (int) function.invokeExact(CALLING_THREAD, (long) MASK_BYTES, mask);
        } catch (Throwable e) {
            throw new AssertionError(e); // a C function throws nothing
        }
        if (result < 0) {
            throw new IllegalStateException("the system refused to tell or to change where a thread may run");
        }
    }

    private static MethodHandle function(String name) {
        SymbolLookup libc = Linker.nativeLinker().defaultLookup();
        MemorySegment address =
                libc.find(name).orElseThrow(() -> new UnsupportedOperationException("there is no function " + name));
        return Linker.nativeLinker()
                .downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    }
}
