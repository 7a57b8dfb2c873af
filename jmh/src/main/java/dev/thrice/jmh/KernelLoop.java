package dev.thrice.jmh;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Label;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/**
 * A kernel, called again and again from a loop in machine code: as a loop in C does it, since every call sets its arguments anew. Arguments: A, B, C, the
 * number of calls.
 */
final class KernelLoop implements AutoCloseable {
    private static final MethodHandle CALL =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /** What a function has to leave as it was; pushed, these and the place to return to are a multiple of 16 bytes, as a call requires. */
    private static final List<Gpr> SAVED = List.of(Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14);

    private static final Gpr COUNT = Gpr.RBP;

    private final ExecutableMemory memory;

    /** Of a kernel that takes three operands, wherever it lies. */
    KernelLoop(byte[] kernel) throws ExecutableMemory.DeniedException {
        byte[] loop = loop();
        byte[] code = Arrays.copyOf(loop, loop.length + kernel.length);
        System.arraycopy(kernel, 0, code, loop.length, kernel.length);
        memory = ExecutableMemory.of(code);
    }

    private static byte[] loop() {
        Assembler asm = new Assembler();
        Label kernel = new Label();
        SAVED.forEach(asm::push);
        copy(asm, Gpr.R12, Gpr.RDI);
        copy(asm, Gpr.R13, Gpr.RSI);
        copy(asm, Gpr.R14, Gpr.RDX);
        copy(asm, COUNT, Gpr.RCX);
        Label again = asm.loop();
        copy(asm, Gpr.RDI, Gpr.R12);
        copy(asm, Gpr.RSI, Gpr.R13);
        copy(asm, Gpr.RDX, Gpr.R14);
        asm.call(kernel);
        asm.dec(COUNT);
        asm.jne(again);
        SAVED.reversed().forEach(asm::pop);
        asm.ret();
        asm.loop(); // the kernel begins where its own loops are aligned as elsewhere
        asm.place(kernel);
        return asm.assemble();
    }

    private static void copy(Assembler asm, Gpr to, Gpr from) {
        asm.mov(to, 0);
        asm.add(to, from);
    }

    /** Calls it so many times, at least once. */
    void run(long a, long b, long c, long times) {
        try {
            CALL.invokeExact(memory.entry(), a, b, c, times);
        } catch (Throwable e) {
            throw new AssertionError(e); // code throws nothing
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
