package dev.thrice.emulator;

import dev.thrice.emulator.Operand.Kind;
import java.util.function.LongBinaryOperator;

/** Comparisons, and what their results go through. */
final class Masks {
    private static final long WORD = 0xFFFF;

    private Masks() {}

    /** Whether a holds of b. */
    private interface Relation {
        boolean holds(int a, int b);
    }

    static void addTo(InstructionSet set) {
        set.add("vcmpps", (m, i) -> {
            int predicate = i.immediate(3);
            compare(m, i, (a, b) -> Floats.compare(a, b, predicate));
        });
        set.add("vpcmpd", (m, i) -> compare(m, i, ordered(i, 0)));
        set.add("vpcmpud", (m, i) -> compare(m, i, ordered(i, Integer.MIN_VALUE)));
        set.add("vpcmpeqd vpcmpequd", (m, i) -> compare(m, i, (a, b) -> a == b));
        set.add("vpcmpgtd", (m, i) -> compare(m, i, (a, b) -> a > b));
        set.add("vmovmskps", (m, i) -> m.write(i.operand(0), signs(m.lanes(i, 1, i.lanes(1)))));
        set.add("kmovw", (m, i) -> write(m, i, m.read(i.operand(1))));
        set.add("knotw", (m, i) -> write(m, i, ~m.read(i.operand(1))));
        logical(set, "kandw", (a, b) -> a & b);
        logical(set, "kandnw", (a, b) -> ~a & b);
        logical(set, "korw", (a, b) -> a | b);
        logical(set, "kxorw", (a, b) -> a ^ b);
        logical(set, "kxnorw", (a, b) -> ~(a ^ b));
        set.add("kshiftrw", (m, i) -> write(m, i, shift(i) > 15 ? 0 : (m.read(i.operand(1)) & WORD) >> shift(i)));
        set.add("kshiftlw", (m, i) -> write(m, i, shift(i) > 15 ? 0 : m.read(i.operand(1)) << shift(i)));
    }

    private static int shift(Instruction i) {
        return i.immediate(2) & 0xFF;
    }

    private static void logical(InstructionSet set, String mnemonic, LongBinaryOperator operation) {
        set.add(mnemonic, (m, i) -> write(m, i, operation.applyAsLong(m.read(i.operand(1)), m.read(i.operand(2)))));
    }

    /** 16 bits, the others cleared. */
    private static void write(Machine m, Instruction i, long value) {
        if (i.is(0, Kind.MASK)) {
            m.setMask(i.register(0).index(), value & WORD);
        } else {
            m.write(i.operand(0), value & WORD);
        }
    }

    private static Relation ordered(Instruction i, int bias) {
        int predicate = i.immediate(3) & 7;
        return (a, b) -> {
            int order = Integer.compare(a + bias, b + bias);
            boolean holds = switch (predicate & 3) {
                case 0 -> order == 0;
                case 1 -> order < 0;
                case 2 -> order <= 0;
                default -> false;
            };
            return predicate < 4 ? holds : !holds;
        };
    }

    /** To a mask, of which the instruction's own mask leaves bits out, or to a vector of all ones and zeros. */
    private static void compare(Machine m, Instruction i, Relation relation) {
        boolean toMask = i.is(0, Kind.MASK);
        int lanes = i.lanes(toMask ? 1 : 0);
        int active = m.active(i);
        int[] a = m.lanes(i, 1, lanes);
        int[] b = m.lanes(i, 2, lanes, active);
        for (int lane = 0; lane < lanes; lane++) {
            a[lane] = relation.holds(a[lane], b[lane]) ? -1 : 0;
        }
        if (toMask) {
            m.setMask(i.register(0).index(), signs(a) & active & WORD);
        } else {
            m.put(i, a);
        }
    }

    private static int signs(int[] lanes) {
        int signs = 0;
        for (int lane = 0; lane < lanes.length; lane++) {
            signs |= (lanes[lane] >>> 31) << lane;
        }
        return signs;
    }
}
