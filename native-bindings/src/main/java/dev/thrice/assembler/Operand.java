package dev.thrice.assembler;

/** What an instruction reads as its last operand: a vector register or memory. */
public sealed interface Operand permits Vector, Memory {}
