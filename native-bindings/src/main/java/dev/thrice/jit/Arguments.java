package dev.thrice.jit;

import dev.thrice.assembler.Gpr;

/**
 * Which register holds what: the System V ABI's arguments, and what a function may use without saving it. Kernels touch neither MXCSR nor the
 * direction flag nor, but for what they push, the stack, and leave the upper halves of vectors clean.
 */
final class Arguments {
    static final Gpr A = Gpr.RDI;
    static final Gpr B = Gpr.RSI;
    static final Gpr C = Gpr.RDX;
    static final Gpr D = Gpr.RCX;

    /** Bytes from one row of D to the next. */
    static final Gpr ROW_D = Gpr.R8;

    static final Gpr COLUMN_SUMS = Gpr.R9;

    static final Gpr SCRATCH = Gpr.RAX;

    /** Of the innermost loop: steps, or rows that a function is taken of. */
    static final Gpr COUNT = Gpr.R10;

    static final Gpr TILES = Gpr.R11;

    /** Has to be saved, as all below. */
    static final Gpr PANELS_LEFT = Gpr.RBX;

    /** Memory for a panel of op(B) that is turned once for all tiles; it comes as the seventh argument, on the stack. */
    static final Gpr KEPT = Gpr.RBP;

    /** Where the seventh argument is, behind the return address and so many saved registers. */
    static long onStack(int saved) {
        return (saved + 1L) * Long.BYTES;
    }

    private Arguments() {}
}
