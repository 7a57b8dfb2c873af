package dev.thrice.jit;

import dev.thrice.assembler.Vector;

/** A function of each lane. */
interface ElementFunction {
    /** x = f(x); other registers than x, from its number on, are used. */
    void emit(VectorUnit unit, Vector x);
}
