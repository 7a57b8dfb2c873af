package dev.thrice.emulator;

import dev.thrice.emulator.Operand.Immediate;
import java.util.List;

/** Where to go on, the stack, and what does nothing. */
final class Branches {
    private static final List<String> CONDITIONS =
            List.of("o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "l", "ge", "le", "g");

    private Branches() {}

    static void addTo(InstructionSet set) {
        for (String condition : CONDITIONS) {
            set.add("j" + condition, (m, i) -> {
                if (m.flags.holds(condition)) {
                    m.jump(target(m, i));
                }
            });
            set.add("set" + condition, (m, i) -> m.write(i.operand(0), m.flags.holds(condition) ? 1 : 0));
            set.add("cmov" + condition, (m, i) -> {
                int taken = m.flags.holds(condition) ? 1 : 0;
                long read = m.read(i.operand(1));
                m.write(i.operand(0), taken == 1 ? read : m.read(i.operand(0)));
            });
        }
        set.add("jmp", (m, i) -> m.jump(target(m, i)));
        set.add("call", (m, i) -> {
            long target = target(m, i);
            m.push(m.next());
            m.jump(target);
        });
        set.add("ret", (m, i) -> m.jump(m.pop()));
        set.add("push", (m, i) -> m.push(m.read(i.operand(0))));
        set.add("pop", (m, i) -> m.write(i.operand(0), m.pop()));
        set.add("cld", (m, i) -> m.setBackwards(false));
        set.add("std", (m, i) -> m.setBackwards(true));
        set.add("vzeroupper", (m, i) -> m.zeroUpper(4));
        set.add("vzeroall", (m, i) -> m.zeroUpper(0));
        set.add("nop prefetcht0 prefetcht1 prefetcht2 prefetchnta prefetchw", (m, i) -> {});
        set.add("xchg", Branches::twoByteNop);
    }

    /** A jump names an offset in the code, or a register that has an address. */
    private static long target(Machine m, Instruction i) {
        return i.operand(0) instanceof Immediate offset ? Emulator.CODE + offset.value() : m.read(i.operand(0));
    }

    private static void twoByteNop(Machine m, Instruction i) {
        if (!i.line().text().equals("xchg ax,ax")) {
            throw new EmulationException("is not emulated");
        }
    }
}
