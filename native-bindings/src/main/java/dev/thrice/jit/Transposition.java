package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;
import java.util.List;

/**
 * Turns columns of op(B) that are rows of B as stored, in registers: from four steps of as many columns as a vector has lanes come four
 * vectors, one a step. Loads put four floats of a column into a quarter of a register; what is left is a transposition of squares of four by
 * two stages of unpacking.
 */
final class Transposition {
    /** Steps at a time. */
    static final int STEPS = 4;

    /** Registers, from the first on, that it uses. */
    static final int REGISTERS = 6;

    private final VectorUnit unit;
    private final Pointers pointers;

    Transposition(VectorUnit unit, Pointers pointers) {
        this.unit = unit;
        this.pointers = pointers;
    }

    /**
     * Turns four steps.
     *
     * @param pointer near them
     * @param at bytes from there to the first step of the first column
     * @param extent bytes from one column to the next
     * @param columns how many there are, at most the lanes
     * @param steps how many there are, at most {@link #STEPS}
     * @param first of the registers to use
     * @return the four vectors, those of steps that are not there of no use
     */
    List<Vector> load(Gpr pointer, long at, long extent, int columns, int steps, int first) {
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
        Vector low23 = unit.register(first + 5);
        asm.vunpcklps(low01, t0, t1);
        asm.vunpckhps(t0, t0, t1);
        asm.vunpcklps(low23, t2, t3);
        asm.vunpckhps(t2, t2, t3);
        asm.vunpcklpd(t1, low01, low23);
        asm.vunpckhpd(low01, low01, low23);
        asm.vunpcklpd(t3, t0, t2);
        asm.vunpckhpd(t0, t0, t2);
        return List.of(t1, low01, t3, t0);
    }
}
