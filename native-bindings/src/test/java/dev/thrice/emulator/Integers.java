package dev.thrice.emulator;

import dev.thrice.emulator.Flags.Flag;
import java.math.BigInteger;

/** Arithmetic of general registers. */
final class Integers {
    private Integers() {}

    static void addTo(InstructionSet set) {
        set.add("mov", (m, i) -> m.write(i.operand(0), m.read(i.operand(1))));
        set.add("movzx", (m, i) -> m.write(i.operand(0), m.read(i.operand(1))));
        set.add("movsxd", (m, i) -> m.write(i.operand(0), signed(m, i, 1)));
        set.add("lea", (m, i) -> m.write(i.operand(0), m.address(i.address(1))));
        set.add("add", (m, i) -> m.write(i.operand(0), add(m, i, operand(m, i, 1))));
        set.add("sub", (m, i) -> m.write(i.operand(0), subtract(m, i, operand(m, i, 0), operand(m, i, 1))));
        set.add("cmp", (m, i) -> subtract(m, i, operand(m, i, 0), operand(m, i, 1)));
        set.add("neg", (m, i) -> m.write(i.operand(0), subtract(m, i, 0, operand(m, i, 0))));
        set.add("inc", (m, i) -> m.flags.keeping(Flag.CARRY, () -> m.write(i.operand(0), add(m, i, 1))));
        set.add(
                "dec",
                (m, i) ->
                        m.flags.keeping(Flag.CARRY, () -> m.write(i.operand(0), subtract(m, i, operand(m, i, 0), 1))));
        set.add("and", (m, i) -> m.write(i.operand(0), logical(m, i, operand(m, i, 0) & operand(m, i, 1))));
        set.add("or", (m, i) -> m.write(i.operand(0), logical(m, i, operand(m, i, 0) | operand(m, i, 1))));
        set.add("xor", (m, i) -> m.write(i.operand(0), logical(m, i, operand(m, i, 0) ^ operand(m, i, 1))));
        set.add("test", (m, i) -> logical(m, i, operand(m, i, 0) & operand(m, i, 1)));
        set.add("not", (m, i) -> m.write(i.operand(0), ~m.read(i.operand(0))));
        set.add("imul", Integers::multiply);
        set.add("shl shr sar", Integers::shift);
        set.add("shlx shrx sarx", (m, i) -> m.write(i.operand(0), shifted(m, i, 1, count(m, i, 2))));
        set.add("bzhi", Integers::zeroHighBits);
        set.add("bt", Integers::bitTest);
    }

    private static int width(Instruction i) {
        return i.operand(0).bytes();
    }

    /** {@return an operand at the width of the first one} */
    private static long operand(Machine m, Instruction i, int operand) {
        return m.read(i.operand(operand)) & Machine.low(width(i));
    }

    private static long signed(Machine m, Instruction i, int operand) {
        int bytes = i.operand(operand).bytes();
        int shift = bytes == 0 ? 0 : Long.SIZE - 8 * bytes;
        return m.read(i.operand(operand)) << shift >> shift;
    }

    private static boolean isNegative(long value, int bytes) {
        return value << (Long.SIZE - 8 * bytes) < 0;
    }

    private static long add(Machine m, Instruction i, long b) {
        long a = operand(m, i, 0);
        long sum = (a + b) & Machine.low(width(i));
        m.flags.setResult(sum, width(i));
        m.flags.set(Flag.CARRY, Long.compareUnsigned(sum, a) < 0);
        m.flags.set(Flag.OVERFLOW, isNegative((a ^ sum) & (b ^ sum), width(i)));
        return sum;
    }

    private static long subtract(Machine m, Instruction i, long a, long b) {
        long difference = a - b;
        m.flags.setResult(difference, width(i));
        m.flags.set(Flag.CARRY, Long.compareUnsigned(a, b) < 0);
        m.flags.set(Flag.OVERFLOW, isNegative((a ^ b) & (a ^ difference), width(i)));
        return difference;
    }

    private static long logical(Machine m, Instruction i, long result) {
        m.flags.setResult(result, width(i));
        m.flags.set(Flag.CARRY, false);
        m.flags.set(Flag.OVERFLOW, false);
        return result;
    }

    private static void multiply(Machine m, Instruction i) {
        if (i.operands() == 1) {
            throw new EmulationException("is not emulated");
        }
        int last = i.operands() - 1;
        BigInteger product =
                BigInteger.valueOf(signed(m, i, last - 1)).multiply(BigInteger.valueOf(signed(m, i, last)));
        m.write(i.operand(0), product.longValue());
        boolean overflows = product.bitLength() >= 8 * width(i);
        m.flags.set(Flag.CARRY, overflows);
        m.flags.set(Flag.OVERFLOW, overflows);
        m.flags.undefine(Flag.ZERO, Flag.SIGN);
    }

    private static int count(Machine m, Instruction i, int operand) {
        return (int) m.read(i.operand(operand)) & (width(i) == Long.BYTES ? 63 : 31);
    }

    private static long shifted(Machine m, Instruction i, int operand, int count) {
        return switch (i.mnemonic()) {
            case "shl", "shlx" -> m.read(i.operand(operand)) << count;
            case "shr", "shrx" -> m.read(i.operand(operand)) >>> count;
            default -> signed(m, i, operand) >> count;
        };
    }

    private static void shift(Machine m, Instruction i) {
        int count = count(m, i, 1);
        if (count == 0) {
            m.write(i.operand(0), m.read(i.operand(0)));
            return;
        }
        long before = operand(m, i, 0);
        long carries = i.mnemonic().equals("shl")
                ? (before << (count - 1)) >>> (8 * width(i) - 1)
                : signed(m, i, 0) >> (count - 1);
        long result = shifted(m, i, 0, count);
        m.write(i.operand(0), result);
        m.flags.setResult(result, width(i));
        m.flags.set(Flag.CARRY, (carries & 1) != 0);
        m.flags.undefine(Flag.OVERFLOW);
    }

    private static void zeroHighBits(Machine m, Instruction i) {
        int from = (int) m.read(i.operand(2)) & 0xFF;
        boolean all = from >= 8 * width(i);
        long result = m.read(i.operand(1)) & (all ? -1 : (1L << from) - 1);
        m.write(i.operand(0), logical(m, i, result));
        m.flags.set(Flag.CARRY, all);
    }

    private static void bitTest(Machine m, Instruction i) {
        if (i.isMemory(0)) {
            throw new EmulationException("is not emulated");
        }
        m.flags.set(Flag.CARRY, (m.read(i.operand(0)) >> count(m, i, 1) & 1) != 0);
        m.flags.undefine(Flag.SIGN, Flag.OVERFLOW);
    }
}
