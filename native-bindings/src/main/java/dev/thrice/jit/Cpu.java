package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/**
 * What the processor and the system say of themselves, by the instruction CPUID (Intel SDM, volume 2): the instruction sets that both have.
 *
 * @param avx2 AVX2 and FMA
 * @param avx512 AVX-512F
 */
record Cpu(boolean avx2, boolean avx512) {
    private static final int FEATURES = 1;
    private static final int MORE_FEATURES = 7;
    private static final int FMA = 1 << 12;
    private static final int XGETBV = 1 << 27;
    private static final int AVX2 = 1 << 5;
    private static final int AVX512F = 1 << 16;

    /** What the system saves of a thread: XMM and YMM registers. */
    private static final int YMM_STATE = 0x06;

    /** Those, masks, and ZMM registers. */
    private static final int ZMM_STATE = 0xE6;

    /** Registers that an answer is in. */
    private static final Gpr[] ANSWER = {Gpr.RAX, Gpr.RBX, Gpr.RCX, Gpr.RDX};

    private static final int EBX = 1;
    private static final int ECX = 2;

    /** Asks this one, by code of its own. */
    static Cpu detect() throws ExecutableMemory.DeniedException {
        int features = ask(asm -> writeCpuid(asm, FEATURES))[ECX];
        if ((features & FMA) == 0 || (features & XGETBV) == 0) {
            return new Cpu(false, false);
        }
        int more = ask(asm -> writeCpuid(asm, MORE_FEATURES))[EBX];
        int saved = ask(Cpu::writeXgetbv)[0];
        boolean avx2 = (more & AVX2) != 0 && (saved & YMM_STATE) == YMM_STATE;
        return new Cpu(avx2, avx2 && (more & AVX512F) != 0 && (saved & ZMM_STATE) == ZMM_STATE);
    }

    private static int[] ask(Consumer<Assembler> question) throws ExecutableMemory.DeniedException {
        Assembler asm = new Assembler();
        question.accept(asm);
        try (ExecutableMemory code = ExecutableMemory.of(asm.assemble());
                Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT, ANSWER.length);
            Linker.nativeLinker()
                    .downcallHandle(code.entry(), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invokeExact(answer);
            return answer.toArray(ValueLayout.JAVA_INT);
        } catch (ExecutableMemory.DeniedException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // code throws nothing
        }
    }

    /** Stores the four words that CPUID answers. */
    static void writeCpuid(Assembler asm, int leaf) {
        asm.push(Gpr.RBX); // which CPUID sets
        asm.mov(Gpr.RAX, leaf);
        asm.mov(Gpr.RCX, 0);
        asm.cpuid();
        for (int i = 0; i < ANSWER.length; i++) {
            asm.mov32(Memory.at(Gpr.RDI, (long) i * Integer.BYTES), ANSWER[i]);
        }
        asm.pop(Gpr.RBX);
        asm.ret();
    }

    /** Stores what the system saves. */
    static void writeXgetbv(Assembler asm) {
        asm.mov(Gpr.RCX, 0);
        asm.xgetbv();
        asm.mov32(Memory.at(Gpr.RDI, 0), Gpr.RAX);
        asm.ret();
    }
}
