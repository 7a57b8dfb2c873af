package dev.thrice.assembler;

/**
 * A place in memory: a register and a displacement, or a constant behind the code.
 *
 * @param base the register, null for a constant
 * @param displacement bytes from there
 * @param constant where the constant will be, null for a register
 * @param broadcast whether the one float that is there stands in for a whole vector
 */
public record Memory(Gpr base, int displacement, Label constant, boolean broadcast) implements Operand {
    /** Bytes behind what a register points to. */
    public static Memory at(Gpr base, long displacement) {
        return new Memory(base, Math.toIntExact(displacement), null, false);
    }

    /** A constant. */
    static Memory of(Label constant) {
        return new Memory(null, 0, constant, false);
    }

    /** The float that is there, in every lane: an operand of instructions on vectors of 64 bytes. */
    public Memory broadcasts() {
        return new Memory(base, displacement, constant, true);
    }
}
