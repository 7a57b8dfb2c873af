package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Label;

/** Pointers that move on, and loops around them. */
final class Pointers {
    private final Assembler asm;
    private final Gpr scratch;

    /**
     * For some code.
     *
     * @param scratch a register that holds nothing while a pointer moves
     */
    Pointers(Assembler asm, Gpr scratch) {
        this.asm = asm;
        this.scratch = scratch;
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
