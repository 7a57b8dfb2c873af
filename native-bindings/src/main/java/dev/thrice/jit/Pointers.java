package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Label;
import dev.thrice.assembler.Memory;

/** Pointers that move on, and loops around them. */
final class Pointers {
    /** What an instruction's 32 bits reach, and the rest of a vector beyond it. */
    private static final long REACH = Integer.MAX_VALUE - 64;

    private final Assembler asm;
    private final Gpr scratch;

    /**
     * For some code.
     *
     * @param scratch a register that holds nothing else
     */
    Pointers(Assembler asm, Gpr scratch) {
        this.asm = asm;
        this.scratch = scratch;
    }

    /** So many bytes behind a pointer; if that is far, where the scratch register points to until it is used for something else. */
    Memory at(Gpr pointer, long bytes) {
        if (Math.abs(bytes) <= REACH) {
            return Memory.at(pointer, bytes);
        }
        asm.mov(scratch, bytes);
        asm.add(scratch, pointer);
        return Memory.at(scratch, 0);
    }

    /** pointer += bytes. */
    void move(Gpr pointer, long bytes) {
        if (bytes == 0) {
            return;
        }
        if (bytes == (int) bytes) {
            asm.add(pointer, (int) bytes);
        } else {
            asm.mov(scratch, bytes);
            asm.add(pointer, scratch);
        }
    }

    /** A loop, or its body alone where it is to run once; nothing for no time. */
    void repeat(Gpr counter, int times, Runnable body) {
        if (times < 2) {
            if (times == 1) {
                body.run();
            }
            return;
        }
        asm.mov(counter, times);
        Label start = asm.loop();
        body.run();
        asm.dec(counter);
        asm.jne(start);
    }
}
