package dev.thrice.emulator;

import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** Instructions that do the same to each lane. */
final class Lanes {
    private Lanes() {}

    /** The first operand from the second. */
    static Semantic unary(IntUnaryOperator operation) {
        return (m, i) -> apply(m, i, operation);
    }

    /** The same with a function that the last operand, a number, chooses. */
    static Semantic byNumber(IntFunction<IntUnaryOperator> operation) {
        return (m, i) -> apply(m, i, operation.apply(i.immediate(2) & 0xFF));
    }

    private static void apply(Machine m, Instruction i, IntUnaryOperator operation) {
        int active = m.active(i);
        int[] value = m.lanes(i, 1, i.lanes(0), active);
        for (int lane = 0; lane < value.length; lane++) {
            value[lane] = operation.applyAsInt(value[lane]);
        }
        m.put(i, value, active);
    }

    /** The first operand from the second and the third. */
    static Semantic binary(IntBinaryOperator operation) {
        return (m, i) -> {
            int active = m.active(i);
            int[] a = m.lanes(i, 1, i.lanes(0));
            int[] b = m.lanes(i, 2, i.lanes(0), active);
            for (int lane = 0; lane < a.length; lane++) {
                a[lane] = operation.applyAsInt(a[lane], b[lane]);
            }
            m.put(i, a, active);
        };
    }

    /** The first operand from itself and the next two. */
    static Semantic ternary(IntFunction<Floats.Ternary> operation) {
        return (m, i) -> {
            Floats.Ternary of = operation.apply(i.operands() > 3 ? i.immediate(3) & 0xFF : 0);
            int active = m.active(i);
            int[] a = m.lanes(i, 0, i.lanes(0));
            int[] b = m.lanes(i, 1, i.lanes(0));
            int[] c = m.lanes(i, 2, i.lanes(0), active);
            for (int lane = 0; lane < a.length; lane++) {
                a[lane] = of.of(a[lane], b[lane], c[lane]);
            }
            m.put(i, a, active);
        };
    }

    /** The lowest lane from the second and third operands, the others from the second. */
    static Semantic scalar(IntBinaryOperator operation) {
        return (m, i) -> scalar(m, i, 1, (a, b, c) -> operation.applyAsInt(b, c));
    }

    /** The lowest lane from itself and the next two operands. */
    static Semantic scalar(Floats.Ternary operation) {
        return (m, i) -> scalar(m, i, 0, operation);
    }

    private static void scalar(Machine m, Instruction i, int rest, Floats.Ternary operation) {
        int active = m.active(i) & 1;
        int[] value = m.lanes(i, rest, 4);
        if (active == 1) {
            value[0] = operation.of(m.lanes(i, 0, 1)[0], m.lanes(i, 1, 1)[0], m.lanes(i, 2, 1)[0]);
        }
        m.put(i, value, active | ~1);
    }
}
