package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;

/**
 * Turns columns of op(B) that are rows of B as stored, in registers: from four steps of as many columns as a vector has lanes come four
 * vectors, one a step. Loads put four floats of a column into a quarter of a register; what is left is a transposition of squares of four by
 * two stages of unpacking.
 */
final class Transposition {
    /** Steps at a time. */
    static final int STEPS = 4;

    /** Registers from the first on: the results, then as many of no use any more. */
    static final int REGISTERS = 8;

    private final VectorUnit unit;
    private final Pointers pointers;

    Transposition(VectorUnit unit, Pointers pointers) {
        this.unit = unit;
        this.pointers = pointers;
    }

    /**
     * Leaves them in four registers from the first on.
     *
     * @param pointer near them
     * @param at bytes from there to the first step of the first column
     * @param extent bytes from one column to the next
     * @param columns how many there are, at most the lanes
     * @param steps how many there are, at most {@link #STEPS}
     */
    void load(Gpr pointer, long at, long extent, int columns, int steps, int first) {
        Assembler asm = unit.asm;
        for (int i = 0; i < STEPS; i++) {
            Vector quarters = unit.register(first + i);
            if (i >= columns) {
                unit.zero(quarters);
                continue;
            }
            for (int column = i; column < columns; column += STEPS) {
                Memory from = pointers.at(pointer, at + column * extent);
                unit.loadQuarter(quarters, column / STEPS, from, steps, unit.register(first + STEPS));
            }
        }
        Vector t0 = unit.register(first);
        Vector t1 = unit.register(first + 1);
        Vector t2 = unit.register(first + 2);
        Vector t3 = unit.register(first + 3);
        Vector low01 = unit.register(first + 4);
        Vector high01 = unit.register(first + 5);
        Vector low23 = unit.register(first + 6);
        Vector high23 = unit.register(first + 7);
        asm.vunpcklps(low01, t0, t1);
        asm.vunpckhps(high01, t0, t1);
        asm.vunpcklps(low23, t2, t3);
        asm.vunpckhps(high23, t2, t3);
        asm.vunpcklpd(t0, low01, low23);
        asm.vunpckhpd(t1, low01, low23);
        asm.vunpcklpd(t2, high01, high23);
        asm.vunpckhpd(t3, high01, high23);
    }

    /** Says how many steps of a last, incomplete four there are. */
    void partial(int steps, Gpr scratch) {
        unit.partialQuarter(steps, scratch);
    }
}
