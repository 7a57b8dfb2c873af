package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Operand;
import dev.thrice.assembler.Vector;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A function of each lane of a few vectors. Each operation is done for all of them before the next, so that none waits for itself, and a constant is
 * loaded once for all.
 */
abstract class ElementFunction {
    /** The registers of one vector: its argument, which becomes the result, and five more. */
    record Registers(Vector x, Vector p, Vector q, Vector r, Vector s, Vector t) {
        private static final int COUNT = 6;

        /** Those of a vector's number. */
        static Registers of(VectorUnit unit, int number) {
            int first = number * COUNT;
            return new Registers(
                    unit.register(first),
                    unit.register(first + 1),
                    unit.register(first + 2),
                    unit.register(first + 3),
                    unit.register(first + 4),
                    unit.register(first + 5));
        }
    }

    final Assembler asm;
    final VectorUnit unit;
    private final List<Registers> vectors;

    ElementFunction(VectorUnit unit, List<Registers> vectors) {
        asm = unit.asm;
        this.unit = unit;
        this.vectors = vectors;
    }

    /** How many vectors there are registers for, beside one for a constant. */
    static int atOnce(Isa isa) {
        return (isa.registers() - 1) / Registers.COUNT;
    }

    /** x = f(x) for each. */
    abstract void emit();

    final void each(Consumer<Registers> operation) {
        vectors.forEach(operation);
    }

    final void eachWith(float constant, BiConsumer<Registers, Operand> operation) {
        eachWithBits(Float.floatToRawIntBits(constant), operation);
    }

    final void eachWithBits(int constant, BiConsumer<Registers, Operand> operation) {
        Vector shared = unit.register(unit.isa.registers() - 1);
        asm.vbroadcastss(shared, asm.number(constant));
        vectors.forEach(vector -> operation.accept(vector, shared));
    }
}
