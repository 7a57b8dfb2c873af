package dev.thrice.assembler;

import java.util.Locale;

/** A general register of 64 bits. */
public enum Gpr {
    RAX(0),
    RCX(1),
    RDX(2),
    RBX(3),
    RSP(4),
    RBP(5),
    RSI(6),
    RDI(7),
    R8(8),
    R9(9),
    R10(10),
    R11(11),
    R12(12),
    R13(13),
    R14(14),
    R15(15);

    private final int number;

    Gpr(int number) {
        this.number = number;
    }

    /** What it is in machine code. */
    int number() {
        return number;
    }

    /** The name of its lower half, as instructions on 32 bits have it. */
    String lowerHalf() {
        return number < 8 ? "e" + toString().substring(1) : this + "d";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
