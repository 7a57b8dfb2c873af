package dev.thrice.assembler;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pages of memory for code: written, then made readable and executable, never writable and executable at once. On Linux by mmap, mprotect and
 * munmap; another system's calls would go here.
 */
public final class ExecutableMemory implements AutoCloseable {
    private static final String SYSTEM = "Linux";
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final long FAILED = -1;

    private final MemorySegment pages;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ExecutableMemory(MemorySegment pages) {
        this.pages = pages;
    }

    /** Whether this system's calls are known. */
    public static boolean isKnownHere() {
        return System.getProperty("os.name").equals(SYSTEM);
    }

    /**
     * Puts code into pages of its own.
     *
     * @param code position-independent
     * @return the pages, until they are closed
     * @throws DeniedException if the system does not grant them
     */
    public static ExecutableMemory of(byte[] code) throws DeniedException {
        long size = code.length;
        long address = Calls.mmap(size, READ | WRITE, PRIVATE_ANONYMOUS);
        MemorySegment pages = MemorySegment.ofAddress(address).reinterpret(size);
        MemorySegment.copy(code, 0, pages, JAVA_BYTE, 0, code.length);
        try {
            Calls.mprotect(pages, READ | EXECUTE);
        } catch (DeniedException e) {
            Calls.munmap(pages);
            throw e;
        }
        return new ExecutableMemory(pages);
    }

    /** Where the code begins; not once it is closed. */
    public MemorySegment entry() {
        if (closed.get()) {
            throw new IllegalStateException("executable memory is closed");
        }
        return pages;
    }

    /** Gives the pages back, once: they may be somebody else's then. Nothing may run in them, now or later. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            Calls.munmap(pages);
        }
    }

    /** The system grants no such memory. */
    public static final class DeniedException extends Exception {
        private static final long serialVersionUID = 1;

        DeniedException(String call, int errno) {
            super("the system grants no executable memory (" + call + ": " + reason(errno) + ")");
        }

        /** By the numbers of Linux on x86-64 and AArch64. */
        static String reason(int errno) {
            return switch (errno) {
                case 1 ->
                    "EPERM, a seccomp filter or another policy forbids it; it has to allow the process mprotect with PROT_EXEC";
                case 11 -> "EAGAIN, too much memory is locked; raise ulimit -l";
                case 12 ->
                    "ENOMEM, no memory or no more mappings are left; close plans, or raise ulimit -v or the sysctl vm.max_map_count";
                case 13 ->
                    "EACCES, memory that was written must not become code; allow the process SELinux's execmem, or"
                            + " start it without systemd's MemoryDenyWriteExecute and prctl's PR_SET_MDWE";
                default -> "errno " + errno;
            };
        }
    }

    private static final class Calls {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO =
                STATE.varHandle(MemoryLayout.PathElement.groupElement("errno")).withInvokeExactBehavior();
        private static final MethodHandle MMAP = function(
                "mmap",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        private static final MethodHandle MPROTECT =
                function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        private static final MethodHandle MUNMAP =
                function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

        static long mmap(long size, int protection, int flags) throws DeniedException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                long address = (long) MMAP.invokeExact(state, 0L, size, protection, flags, -1, 0L);
                if (address == FAILED) {
                    throw new DeniedException("mmap", (int) ERRNO.get(state, 0L));
                }
                return address;
            } catch (DeniedException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e); // a C function throws nothing
            }
        }

        static void mprotect(MemorySegment pages, int protection) throws DeniedException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                int result = (int) MPROTECT.invokeExact(state, pages, pages.byteSize(), protection);
                if (result != 0) {
                    throw new DeniedException("mprotect", (int) ERRNO.get(state, 0L));
                }
            } catch (DeniedException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        static void munmap(MemorySegment pages) {
            try (Arena arena = Arena.ofConfined()) {
                int result = (int) MUNMAP.invokeExact(arena.allocate(STATE), pages, pages.byteSize());
                assert result == 0;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        private static MethodHandle function(String name, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            MemorySegment address = linker.defaultLookup().findOrThrow(name);
            return linker.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
        }
    }
}
