package dev.thrice.jit;

import dev.thrice.assembler.Assembler;

/** All that decides the code of a kernel, so that equal ones share it. A kernel takes up to seven integer arguments and returns nothing. */
sealed interface KernelSpec permits BlockSpec, PackingSpec {
    /** Writes the code. */
    void write(Assembler asm);

    /** That it is written for. */
    Isa isa();

    /** What it does, for people. */
    String description();
}
