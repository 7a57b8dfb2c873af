package dev.thrice.assembler;

/** Memory of which only some lanes are written, as a listing shows it. */
record Masked(Memory memory, Mask mask) {}
