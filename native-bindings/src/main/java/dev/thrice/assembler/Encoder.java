package dev.thrice.assembler;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of instructions (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2). An opcode is written as there:
 * {@code 0x660F38B8} is prefix 66, map 0F 38, opcode B8; {@link #WIDE} is added where EVEX has W = 1.
 */
final class Encoder {
    /** EVEX.W1: elements of 64 bits. */
    static final long WIDE = 1L << 40;

    /** No mask register: k0 means none. */
    static final int UNMASKED = 0;

    private static final int MOST_BYTES = 15;
    private static final int RSP_OR_R12 = 4;
    private static final int RBP_OR_R13 = 5;

    /** A displacement that is known only when its label is placed. */
    private record Fixup(int at, int end, Label target) {}

    private final List<Fixup> fixups = new ArrayList<>();
    private byte[] code = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    void bytes(int... values) {
        if (size + values.length + MOST_BYTES > code.length) {
            code = Arrays.copyOf(code, 2 * code.length + values.length);
        }
        for (int value : values) {
            code[size++] = (byte) value;
        }
    }

    void int32(int value) {
        bytes(value, value >> 8, value >> 16, value >> 24);
    }

    void int64(long value) {
        int32((int) value);
        int32((int) (value >>> 32));
    }

    /** A displacement of 32 bits to a label, in an instruction that ends so many bytes behind it. */
    void displacement(Label target, int bytesBehind) {
        fixups.add(new Fixup(size, size + Integer.BYTES + bytesBehind, target));
        int32(0);
    }

    /** An instruction on general registers: REX.W prefix, opcode, and a register or a digit of the opcode with a register. */
    void integer(int opcode, int registerOrDigit, Gpr rm) {
        bytes(0x48 | bit(registerOrDigit, 3) << 2 | bit(rm.number(), 3));
        bytes(opcode, 0xC0 | (registerOrDigit & 7) << 3 | (rm.number() & 7));
    }

    /** The same with memory, on 64 bits or on 32. */
    void integer(boolean wide, int opcode, Gpr register, Memory rm) {
        int rex = (wide ? 0x48 : 0x40)
                | bit(register.number(), 3) << 2
                | bit(rm.base().number(), 3);
        if (rex != 0x40) {
            bytes(rex);
        }
        bytes(opcode);
        modRm(register.number(), rm, 1, 0);
    }

    /** An instruction without REX prefix, whose register is a digit of the opcode. */
    void hint(int opcode, int digit, Memory rm) {
        if (rm.base().number() >= 8) {
            bytes(0x41);
        }
        bytes(0x0F, opcode);
        modRm(digit, rm, 1, 0);
    }

    /**
     * A vector instruction.
     *
     * @param opcode with prefix and map
     * @param length of vectors, in bytes
     * @param reg the register in ModRM.reg, or a digit of the opcode
     * @param second the register in VEX.vvvv, 0 for none
     * @param rm the last operand
     * @param mask {@link #UNMASKED}, or a mask's number
     * @param zeroing whether masked lanes become 0 (not in stores)
     * @param tuple bytes that memory is read or written in; EVEX counts short displacements in these
     * @param behind bytes of the instruction behind its operands
     */
    void vector(
            long opcode,
            int length,
            int reg,
            int second,
            Operand rm,
            int mask,
            boolean zeroing,
            int tuple,
            int behind) {
        boolean evex = length == 64 || mask != UNMASKED;
        int map = (opcode >> 8 & 0xFF) == 0x0F ? 1 : (opcode >> 8 & 0xFF) == 0x38 ? 2 : 3;
        int prefix = (int) (opcode >> (map == 1 ? 16 : 24)) & 0xFF;
        int pp = prefix == 0x66 ? 1 : prefix == 0xF3 ? 2 : prefix == 0xF2 ? 3 : 0;
        int base = rm instanceof Vector v
                ? v.index()
                : rm instanceof Memory m && m.base() != null ? m.base().number() : 0;
        if (evex) {
            boolean broadcast = rm instanceof Memory m && m.broadcast();
            int x = rm instanceof Vector ? bit(base, 4) : 0;
            bytes(0x62, not(reg, 3) << 7 | (1 - x) << 6 | not(base, 3) << 5 | not(reg, 4) << 4 | map);
            bytes(((opcode & WIDE) != 0 ? 0x80 : 0) | (~second & 15) << 3 | 4 | pp);
            int ll = length == 64 ? 2 : length == 32 ? 1 : 0;
            bytes((zeroing ? 0x80 : 0) | ll << 5 | (broadcast ? 0x10 : 0) | not(second, 4) << 3 | mask);
        } else if (map == 1 && base < 8) {
            bytes(0xC5, not(reg, 3) << 7 | (~second & 15) << 3 | (length == 32 ? 4 : 0) | pp);
        } else {
            bytes(0xC4, not(reg, 3) << 7 | 1 << 6 | not(base, 3) << 5 | map);
            bytes((~second & 15) << 3 | (length == 32 ? 4 : 0) | pp);
        }
        bytes((int) opcode & 0xFF);
        if (rm instanceof Memory m) {
            modRm(reg, m, evex ? tuple : 1, behind);
        } else {
            bytes(0xC0 | (reg & 7) << 3 | (base & 7));
        }
    }

    /** ModRM, SIB and displacement; short displacements count in units. */
    private void modRm(int reg, Memory memory, int unit, int behind) {
        int field = (reg & 7) << 3;
        if (memory.base() == null) {
            bytes(field | RBP_OR_R13);
            displacement(memory.constant(), behind);
            return;
        }
        int base = memory.base().number() & 7;
        int displacement = memory.displacement();
        boolean none = displacement == 0 && base != RBP_OR_R13;
        boolean fits = displacement % unit == 0 && displacement / unit == (byte) (displacement / unit);
        bytes((none ? 0 : fits ? 0x40 : 0x80) | field | base);
        if (base == RSP_OR_R12) {
            bytes(0x24);
        }
        if (!none && fits) {
            bytes(displacement / unit);
        } else if (!none) {
            int32(displacement);
        }
    }

    /** All of it, once every label is placed. */
    byte[] toBytes() {
        byte[] whole = Arrays.copyOf(code, size);
        ByteBuffer buffer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        for (Fixup fixup : fixups) {
            buffer.putInt(fixup.at, fixup.target.offset() - fixup.end);
        }
        return whole;
    }

    private static int bit(int number, int bit) {
        return number >> bit & 1;
    }

    private static int not(int number, int bit) {
        return 1 - bit(number, bit);
    }
}
