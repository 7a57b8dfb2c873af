package dev.thrice.jit;

import java.util.Locale;

/** The instruction sets that there are generators for. */
enum Isa {
    /** AVX2 and FMA. */
    AVX2(32, 16, "AVX2 and FMA"),
    /** AVX-512F. */
    AVX512(64, 32, "AVX-512F");

    private final int bytes;
    private final int registers;
    private final String description;

    Isa(int bytes, int registers, String description) {
        this.bytes = bytes;
        this.registers = registers;
        this.description = description;
    }

    /** What it is, for people. */
    String description() {
        return description;
    }

    /** What a user calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of a vector. */
    int bytes() {
        return bytes;
    }

    /** Floats in a vector. */
    int lanes() {
        return bytes / Float.BYTES;
    }

    /** Vector registers. */
    int registers() {
        return registers;
    }

    /** Vectors for so many columns. */
    int vectors(int columns) {
        return Math.ceilDiv(columns, lanes());
    }
}
