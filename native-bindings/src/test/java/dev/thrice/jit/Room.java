package dev.thrice.jit;

import java.lang.foreign.MemorySegment;

/** Gives memory to operands. */
@FunctionalInterface
interface Room {
    /** Writable memory of as many bytes, from the first to the last that may be touched. */
    MemorySegment of(String operand, long bytes);
}
