package dev.thrice.jit;

import java.util.Locale;

/** The instruction sets that there are generators for. */
enum Isa {
    /** AVX2 and FMA. */
    AVX2(32, 16, 2, "AVX2 and FMA"),
    /** AVX-512F. */
    AVX512(64, 32, 3, "AVX-512F");

    /** The JVM's level of AVX where it uses all. */
    static final int WIDEST_LEVEL = 3;

    private final int bytes;
    private final int registers;
    private final int level;
    private final String description;

    Isa(int bytes, int registers, int level, String description) {
        this.bytes = bytes;
        this.registers = registers;
        this.level = level;
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

    /** The JVM's level of AVX, UseAVX, from which on it is used. */
    int level() {
        return level;
    }

    /** Whether a processor, with its system, has it. */
    boolean isOf(Cpu cpu) {
        return this == AVX512 ? cpu.avx512() : cpu.avx2();
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
