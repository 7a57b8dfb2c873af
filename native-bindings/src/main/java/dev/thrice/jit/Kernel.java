package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.jit.events.CodeAssembly;
import dev.thrice.jit.events.JitEvents;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * Code in memory. Plans of the same specification share it; when the last that uses it gives it back, so are its pages.
 */
final class Kernel {
    private static final FunctionDescriptor SEVEN = FunctionDescriptor.ofVoid(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);

    /** A call that reaches no safepoint: a garbage collection waits for its return. */
    private static final MethodHandle BRIEF =
            Linker.nativeLinker().downcallHandle(SEVEN, Linker.Option.critical(false));

    private static final MethodHandle LONG = Linker.nativeLinker().downcallHandle(SEVEN);

    private static final Map<KernelSpec, Kernel> IN_USE = new HashMap<>();

    private final KernelSpec spec;
    private final ExecutableMemory memory;
    private final MemorySegment entry;
    private int users;

    private Kernel(KernelSpec spec, ExecutableMemory memory) {
        this.spec = spec;
        this.memory = memory;
        entry = memory.entry();
    }

    /** The code of a specification, written unless somebody uses it already; {@link #giveBack} has to follow. */
    static Kernel acquire(KernelSpec spec) {
        synchronized (IN_USE) {
            Kernel kernel = IN_USE.computeIfAbsent(spec, Kernel::make);
            kernel.users++;
            return kernel;
        }
    }

    private static Kernel make(KernelSpec spec) {
        CodeAssembly event = JitEvents.codeAssembly();
        try {
            byte[] code = assembled(spec).assemble();
            Kernel kernel = new Kernel(spec, ExecutableMemory.of(code));
            if (event != null) {
                event.assembled(spec.description(), spec.isa().word(), code.length);
            }
            return kernel;
        } catch (ExecutableMemory.DeniedException e) {
            throw new IllegalStateException("jit: " + e.getMessage());
        }
    }

    static Assembler assembled(KernelSpec spec) {
        Assembler asm = new Assembler();
        spec.write(asm);
        return asm;
    }

    /** Nobody who has acquired it and given it back may run it. */
    void giveBack() {
        synchronized (IN_USE) {
            users--;
            if (users == 0) {
                IN_USE.remove(spec);
                memory.close();
            }
        }
    }

    /** How many kernels there are. */
    static int count() {
        synchronized (IN_USE) {
            return IN_USE.size();
        }
    }

    /** Where its code is. */
    MemorySegment entry() {
        return entry;
    }

    void runBriefly(long first, long second, long third, long fourth, long fifth, long sixth, long seventh) {
        try {
            BRIEF.invokeExact(entry, first, second, third, fourth, fifth, sixth, seventh);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void run(long first, long second, long third, long fourth, long fifth, long sixth, long seventh) {
        try {
            LONG.invokeExact(entry, first, second, third, fourth, fifth, sixth, seventh);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Code throws nothing; if the JVM does on the way to it, there is nothing to be done. */
    private static AssertionError unexpected(Throwable e) {
        return new AssertionError("a call of assembled code failed", e);
    }
}
