package dev.thrice.emulator;

import dev.thrice.emulator.Operand.Kind;

/** Loads, stores and moves of vectors and of their low elements. */
final class Moves {
    private static final int SIGN = 31;

    private Moves() {}

    static void addTo(InstructionSet set) {
        set.add("vmovups vmovupd vmovdqu", Moves::whole);
        set.add("vmovaps vmovntps", (m, i) -> {
            m.checkAligned(i, 0);
            m.checkAligned(i, 1);
            whole(m, i);
        });
        set.add("vmovss", (m, i) -> scalar(m, i, 1));
        set.add("vmovsd", (m, i) -> scalar(m, i, 2));
        set.add("vmovlps", (m, i) -> half(m, i, 0));
        set.add("vmovhps", (m, i) -> half(m, i, 2));
        set.add("vmovd", (m, i) -> element(m, i, 1));
        set.add("vmovq", (m, i) -> element(m, i, 2));
        set.add("vextractps vpextrd", Moves::extract);
        set.add("vmaskmovps vpmaskmovd", Moves::masked);
    }

    private static void whole(Machine m, Instruction i) {
        int lanes = Math.max(i.lanes(0), i.lanes(1));
        int active = m.active(i);
        m.put(i, m.lanes(i, 1, lanes, active), active);
    }

    /** Stores, or loads and clears the rest, or combines two registers. */
    private static void scalar(Machine m, Instruction i, int ints) {
        int low = (1 << ints) - 1;
        int active = m.active(i) & low;
        if (i.isMemory(0)) {
            m.put(i, m.lanes(i, 1, ints), active == low ? Machine.ALL : active);
        } else if (i.operands() == 2) {
            int[] value = new int[4];
            System.arraycopy(m.lanes(i, 1, ints, active == low ? Machine.ALL : active), 0, value, 0, ints);
            m.put(i, value, active | ~low);
        } else {
            int[] value = m.lanes(i, 1, 4);
            System.arraycopy(m.lanes(i, 2, ints), 0, value, 0, ints);
            m.put(i, value, active | ~low);
        }
    }

    /** Two floats between memory and one half of a register, whose other half comes from another. */
    private static void half(Machine m, Instruction i, int at) {
        if (i.isMemory(0)) {
            int[] value = m.lanes(i, 1, 4);
            m.put(i, new int[] {value[at], value[at + 1]});
        } else {
            int[] value = m.lanes(i, 1, 4);
            System.arraycopy(m.lanes(i, 2, 2), 0, value, at, 2);
            m.put(i, value);
        }
    }

    private static void element(Machine m, Instruction i, int ints) {
        if (!i.is(0, Kind.VECTOR)) {
            int[] value = m.lanes(i, 1, ints);
            long high = ints == 2 ? (long) value[1] << Integer.SIZE : 0;
            m.write(i.operand(0), high | (value[0] & 0xFFFF_FFFFL));
            return;
        }
        int[] value = new int[4];
        if (i.is(1, Kind.VECTOR)) {
            System.arraycopy(m.lanes(i, 1, ints), 0, value, 0, ints);
        } else {
            long read = m.read(i.operand(1));
            value[0] = (int) read;
            value[1] = ints == 2 ? (int) (read >> Integer.SIZE) : 0;
        }
        m.put(i, value);
    }

    private static void extract(Machine m, Instruction i) {
        m.write(i.operand(0), m.lanes(i, 1, 4)[i.immediate(2) & 3] & 0xFFFF_FFFFL);
    }

    /** Lanes whose mask, a vector, has its sign set. */
    private static void masked(Machine m, Instruction i) {
        int lanes = i.lanes(0);
        int[] mask = m.lanes(i, 1, lanes);
        int active = 0;
        for (int lane = 0; lane < lanes; lane++) {
            active |= (mask[lane] >>> SIGN) << lane;
        }
        int[] value = m.lanes(i, 2, lanes, active);
        m.put(i, value, i.isMemory(0) ? active : Machine.ALL);
    }
}
