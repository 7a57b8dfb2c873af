package dev.thrice.assembler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes machine code, an instruction a call, destination first. Vectors of 64 bytes, and what is masked, are encoded as EVEX (AVX-512F), all others as VEX
 * (AVX2, FMA). It has what kernels need.
 */
public final class Assembler {
    private static final int LOOP_ALIGNMENT = 32;

    /** No-operations of 1 to 9 bytes, as the manual recommends them. */
    private static final int[][] NOPS = {
        {0x90},
        {0x66, 0x90},
        {0x0F, 0x1F, 0x00},
        {0x0F, 0x1F, 0x40, 0x00},
        {0x0F, 0x1F, 0x44, 0x00, 0x00},
        {0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00},
        {0x0F, 0x1F, 0x80, 0x00, 0x00, 0x00, 0x00},
        {0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
        {0x66, 0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}
    };

    /** Lanes of a vector, from the lowest, that hold a value each. */
    private record Constant(int bits, int lanes) {}

    private final Encoder encoder = new Encoder();
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final Map<Constant, Label> constants = new LinkedHashMap<>();
    private final Map<Integer, Label> laneMasks = new LinkedHashMap<>();

    // Data.

    /**
     * A constant in every lane.
     *
     * @param bits of each
     * @param bytes of the vector; one of 64 comes as one number that is broadcast
     */
    public Memory constant(int bits, int bytes) {
        int lanes = bytes == 64 ? 1 : bytes / Float.BYTES;
        Memory place = Memory.of(constants.computeIfAbsent(new Constant(bits, lanes), key -> new Label()));
        return bytes == 64 ? place.broadcasts() : place;
    }

    /** One number, to be broadcast by an instruction of its own. */
    public Memory number(int bits) {
        return Memory.of(constants.computeIfAbsent(new Constant(bits, 1), key -> new Label()));
    }

    /** A vector of 32 bytes whose first lanes have all bits set, the others none. */
    public Memory laneMask(int live) {
        return Memory.of(laneMasks.computeIfAbsent(live, key -> new Label()));
    }

    /** The code with its constants behind it. */
    public byte[] assemble() {
        laneMasks.forEach((live, label) -> {
            label.place(encoder.size());
            for (int lane = 0; lane < 8; lane++) {
                encoder.int32(lane < live ? -1 : 0);
            }
        });
        constants.forEach((constant, label) -> {
            label.place(encoder.size());
            for (int lane = 0; lane < constant.lanes; lane++) {
                encoder.int32(constant.bits);
            }
        });
        return encoder.toBytes();
    }

    /** What has been written. */
    public List<Instruction> instructions() {
        return List.copyOf(instructions);
    }

    /**
     * Says of the instructions that follow what they do.
     *
     * @param format as {@link String#format} has it
     * @param numbers in it
     */
    public void remark(String format, Object... numbers) {
        remarks.add(new Remark(encoder.size(), format, List.of(numbers)));
    }

    /** What has been said. */
    public List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    // Places and jumps.

    /** The next instruction is where the label is. */
    public void place(Label label) {
        label.place(encoder.size());
    }

    /** A loop begins here: at the beginning of what a processor fetches at once. */
    public Label loop() {
        int gap = Math.floorMod(-encoder.size(), LOOP_ALIGNMENT);
        while (gap > 0) {
            int length = Math.min(gap, NOPS.length);
            int from = encoder.size();
            encoder.bytes(NOPS[length - 1]);
            written(from, "nop");
            gap -= length;
        }
        Label label = new Label();
        place(label);
        return label;
    }

    /** Jumps unless the last result was 0. */
    public void jne(Label target) {
        int from = encoder.size();
        encoder.bytes(0x0F, 0x85);
        encoder.displacement(target, 0);
        written(from, "jne", target);
    }

    public void call(Label target) {
        int from = encoder.size();
        encoder.bytes(0xE8);
        encoder.displacement(target, 0);
        written(from, "call", target);
    }

    public void ret() {
        int from = encoder.size();
        encoder.bytes(0xC3);
        written(from, "ret");
    }

    // General registers.

    public void mov(Gpr to, Memory from) {
        int at = encoder.size();
        encoder.integer(true, 0x8B, to, from);
        written(at, "mov", to, from);
    }

    /** A number, by the shortest instruction that sets all 64 bits. */
    public void mov(Gpr to, long value) {
        int from = encoder.size();
        int low = to.number() & 7;
        boolean extended = to.number() >= 8;
        if (value >= 0 && value <= Integer.MAX_VALUE) {
            if (extended) {
                encoder.bytes(0x41);
            }
            encoder.bytes(0xB8 | low);
            encoder.int32((int) value);
            written(from, "mov", to.lowerHalf(), value);
        } else {
            encoder.bytes(extended ? 0x49 : 0x48, 0xB8 | low);
            encoder.int64(value);
            written(from, "mov", to, value);
        }
    }

    public void add(Gpr to, Gpr amount) {
        int at = encoder.size();
        encoder.integer(0x01, amount.number(), to);
        written(at, "add", to, amount);
    }

    public void add(Gpr to, int amount) {
        withNumber("add", 0, to, amount);
    }

    public void sub(Gpr from, Gpr amount) {
        int at = encoder.size();
        encoder.integer(0x29, amount.number(), from);
        written(at, "sub", from, amount);
    }

    public void imul(Gpr to, Gpr factor, int number) {
        int at = encoder.size();
        encoder.integer(0x69, to.number(), factor);
        encoder.int32(number);
        written(at, "imul", to, factor, number);
    }

    public void dec(Gpr register) {
        int at = encoder.size();
        encoder.integer(0xFF, 1, register);
        written(at, "dec", register);
    }

    public void push(Gpr register) {
        stack("push", 0x50, register);
    }

    public void pop(Gpr register) {
        stack("pop", 0x58, register);
    }

    private void stack(String mnemonic, int opcode, Gpr register) {
        int at = encoder.size();
        if (register.number() >= 8) {
            encoder.bytes(0x41);
        }
        encoder.bytes(opcode | (register.number() & 7));
        written(at, mnemonic, register);
    }

    private void withNumber(String mnemonic, int digit, Gpr register, int number) {
        int at = encoder.size();
        boolean fits = number == (byte) number;
        encoder.integer(fits ? 0x83 : 0x81, digit, register);
        if (fits) {
            encoder.bytes(number);
        } else {
            encoder.int32(number);
        }
        written(at, mnemonic, register, number);
    }

    /** Asks for a line to be brought into the first-level cache; no place is invalid. */
    public void prefetcht0(Memory place) {
        int at = encoder.size();
        encoder.hint(0x18, 1, place);
        written(at, "prefetcht0", place);
    }

    public void cpuid() {
        int at = encoder.size();
        encoder.bytes(0x0F, 0xA2);
        written(at, "cpuid");
    }

    public void xgetbv() {
        int at = encoder.size();
        encoder.bytes(0x0F, 0x01, 0xD0);
        written(at, "xgetbv");
    }

    /** Stores 32 bits. */
    public void mov32(Memory to, Gpr from) {
        int at = encoder.size();
        encoder.integer(false, 0x89, from, to);
        written(at, "mov", to, from.lowerHalf());
    }

    // Vectors: loads, stores, parts.

    public void vmovups(Vector to, Operand from) {
        vector("vmovups", 0x0F10, to, null, from);
    }

    public void vmovups(Memory to, Vector from) {
        store("vmovups", 0x0F11, from, to, from.bytes());
    }

    /** Loads the lanes of the mask, 0 in the others. */
    public void vmovups(Vector to, Mask mask, Memory from) {
        int at = encoder.size();
        encoder.vector(0x0F10, to.bytes(), to.index(), 0, from, mask.index(), true, to.bytes(), 0);
        written(at, "vmovups", to + "{" + mask + "}{z}", from);
    }

    /** Stores the lanes of the mask. */
    public void vmovups(Memory to, Mask mask, Vector from) {
        int at = encoder.size();
        encoder.vector(0x0F11, from.bytes(), from.index(), 0, to, mask.index(), false, from.bytes(), 0);
        written(at, "vmovups", new Masked(to, mask), from);
    }

    public void vmaskmovps(Vector to, Vector mask, Memory from) {
        vector("vmaskmovps", 0x660F382C, to, mask, from);
    }

    public void vmovss(Memory to, Vector from) {
        store("vmovss", 0xF30F11, from, to, 4);
    }

    public void vmovsd(Memory to, Vector from) {
        store("vmovsd", 0xF20F11, from, to, 8);
    }

    public void vextractps(Memory to, Vector from, int lane) {
        storePart("vextractps", 0x660F3A17, 16, to, from, lane);
    }

    public void vextractf128(Vector to, Vector from, int half) {
        int at = encoder.size();
        encoder.vector(0x660F3A19, from.bytes(), from.index(), 0, to, Encoder.UNMASKED, false, 16, 1);
        encoder.bytes(half);
        written(at, "vextractf128", to, from, half);
    }

    private void storePart(String mnemonic, long opcode, int length, Memory to, Vector from, int part) {
        int at = encoder.size();
        encoder.vector(opcode, length, from.index(), 0, to, Encoder.UNMASKED, false, 16, 1);
        encoder.bytes(part);
        written(at, mnemonic, to, from, part);
    }

    public void vinsertf128(Vector to, Vector low, Operand part, int half) {
        vector("vinsertf128", 0x660F3A18, to, low, part, 16, half);
    }

    public void vinsertf32x4(Vector to, Vector other, Operand part, int quarter) {
        vector("vinsertf32x4", 0x660F3A18, to, other, part, 16, quarter);
    }

    /** The four floats that are there, in both halves. */
    public void vbroadcastf128(Vector to, Memory from) {
        vector("vbroadcastf128", 0x660F381A, to, null, from, 16);
    }

    /** The four floats that are there, in every quarter. */
    public void vbroadcastf32x4(Vector to, Memory from) {
        vector("vbroadcastf32x4", 0x660F381A, to, null, from, 16);
    }

    public void vbroadcastss(Vector to, Operand from) {
        vector("vbroadcastss", 0x660F3818, to, null, from, 4);
    }

    private void store(String mnemonic, long opcode, Vector from, Memory to, int tuple) {
        int at = encoder.size();
        encoder.vector(opcode, from.bytes(), from.index(), 0, to, Encoder.UNMASKED, false, tuple, 0);
        written(at, mnemonic, to, from);
    }

    // Arithmetic.

    /** to = to + a b, rounded once. */
    public void vfmadd231ps(Vector to, Vector a, Operand b) {
        vector("vfmadd231ps", 0x660F38B8, to, a, b);
    }

    /** to = to - a b, rounded once. */
    public void vfnmadd231ps(Vector to, Vector a, Operand b) {
        vector("vfnmadd231ps", 0x660F38BC, to, a, b);
    }

    /** to = a to + b, rounded once. */
    public void vfmadd213ps(Vector to, Vector a, Operand b) {
        vector("vfmadd213ps", 0x660F38A8, to, a, b);
    }

    public void vaddps(Vector to, Vector a, Operand b) {
        vector("vaddps", 0x0F58, to, a, b);
    }

    public void vsubps(Vector to, Vector a, Operand b) {
        vector("vsubps", 0x0F5C, to, a, b);
    }

    public void vmulps(Vector to, Vector a, Operand b) {
        vector("vmulps", 0x0F59, to, a, b);
    }

    public void vdivps(Vector to, Vector a, Operand b) {
        vector("vdivps", 0x0F5E, to, a, b);
    }

    public void vpaddd(Vector to, Vector a, Operand b) {
        vector("vpaddd", 0x660FFE, to, a, b);
    }

    public void vpsubd(Vector to, Vector a, Operand b) {
        vector("vpsubd", 0x660FFA, to, a, b);
    }

    public void vpminsd(Vector to, Vector a, Operand b) {
        vector("vpminsd", 0x660F3839, to, a, b);
    }

    public void vpslld(Vector to, Vector from, int bits) {
        shift("vpslld", 6, to, from, bits);
    }

    public void vpsrad(Vector to, Vector from, int bits) {
        shift("vpsrad", 4, to, from, bits);
    }

    private void shift(String mnemonic, int digit, Vector to, Vector from, int bits) {
        int at = encoder.size();
        encoder.vector(0x660F72, to.bytes(), digit, to.index(), from, Encoder.UNMASKED, false, to.bytes(), 1);
        encoder.bytes(bits);
        written(at, mnemonic, to, from, bits);
    }

    // Bits: AVX-512F has those of ints only.

    public void and(Vector to, Vector a, Operand b) {
        vector(to.bytes() == 64 ? "vpandd" : "vpand", 0x660FDB, to, a, b);
    }

    public void or(Vector to, Vector a, Operand b) {
        vector(to.bytes() == 64 ? "vpord" : "vpor", 0x660FEB, to, a, b);
    }

    public void xor(Vector to, Vector a, Operand b) {
        vector(to.bytes() == 64 ? "vpxord" : "vpxor", 0x660FEF, to, a, b);
    }

    // Comparisons and choices.

    /** All bits of a lane where the comparison holds, none where not. */
    public void vcmpps(Vector to, Vector a, Operand b, Comparison comparison) {
        vector("vcmpps", 0x0FC2, to, a, b, to.bytes(), comparison.code());
    }

    /** A bit of the mask for each lane. */
    public void vcmpps(Mask to, Vector a, Operand b, Comparison comparison) {
        int at = encoder.size();
        encoder.vector(0x0FC2, a.bytes(), to.index(), a.index(), b, Encoder.UNMASKED, false, tuple(a.bytes(), b), 1);
        encoder.bytes(comparison.code());
        written(at, "vcmpps", to, a, b, comparison.code());
    }

    /** Lanes of b whose bit is set, else of a. */
    public void vblendps(Vector to, Vector a, Operand b, int lanes) {
        vector("vblendps", 0x660F3A0C, to, a, b, to.bytes(), lanes);
    }

    /** Lanes of b where the choice has its highest bit set, else of a. */
    public void vblendvps(Vector to, Vector a, Operand b, Vector choice) {
        int at = encoder.size();
        encoder.vector(0x660F3A4A, to.bytes(), to.index(), a.index(), b, Encoder.UNMASKED, false, to.bytes(), 1);
        encoder.bytes(choice.index() << 4);
        written(at, "vblendvps", to, a, b, choice);
    }

    /** Lanes of b where the mask is set, else of a. */
    public void vblendmps(Vector to, Mask choice, Vector a, Operand b) {
        int at = encoder.size();
        int tuple = tuple(to.bytes(), b);
        encoder.vector(0x660F3865, to.bytes(), to.index(), a.index(), b, choice.index(), false, tuple, 0);
        written(at, "vblendmps", to + "{" + choice + "}", a, b);
    }

    public void kmovw(Mask to, Gpr from) {
        int at = encoder.size();
        encoder.vector(0x0F92, 16, to.index(), 0, new Vector(from.number(), 16), Encoder.UNMASKED, false, 0, 0);
        written(at, "kmovw", to, from.lowerHalf());
    }

    // Lanes.

    public void vunpcklps(Vector to, Vector a, Operand b) {
        vector("vunpcklps", 0x0F14, to, a, b);
    }

    public void vunpckhps(Vector to, Vector a, Operand b) {
        vector("vunpckhps", 0x0F15, to, a, b);
    }

    public void vunpcklpd(Vector to, Vector a, Operand b) {
        vector("vunpcklpd", Encoder.WIDE | 0x660F14, to, a, b);
    }

    public void vunpckhpd(Vector to, Vector a, Operand b) {
        vector("vunpckhpd", Encoder.WIDE | 0x660F15, to, a, b);
    }

    /** Halves of a and b, chosen by a number. */
    public void vperm2f128(Vector to, Vector a, Operand b, int halves) {
        vector("vperm2f128", 0x660F3A06, to, a, b, to.bytes(), halves);
    }

    /** Two quarters of a, then two of b, chosen by a number. */
    public void vshuff32x4(Vector to, Vector a, Operand b, int quarters) {
        vector("vshuff32x4", 0x660F3A23, to, a, b, to.bytes(), quarters);
    }

    public void vzeroupper() {
        int at = encoder.size();
        encoder.bytes(0xC5, 0xF8, 0x77);
        written(at, "vzeroupper");
    }

    private void vector(String mnemonic, long opcode, Vector to, Vector second, Operand last) {
        vector(mnemonic, opcode, to, second, last, tuple(to.bytes(), last));
    }

    private void vector(String mnemonic, long opcode, Vector to, Vector second, Operand last, int tuple) {
        int at = encoder.size();
        int other = second == null ? 0 : second.index();
        encoder.vector(opcode, to.bytes(), to.index(), other, last, Encoder.UNMASKED, false, tuple, 0);
        if (second == null) {
            written(at, mnemonic, to, last);
        } else {
            written(at, mnemonic, to, second, last);
        }
    }

    private void vector(String mnemonic, long opcode, Vector to, Vector second, Operand last, int tuple, int number) {
        int at = encoder.size();
        int unit = last instanceof Memory m && m.broadcast() ? Float.BYTES : tuple;
        encoder.vector(opcode, to.bytes(), to.index(), second.index(), last, Encoder.UNMASKED, false, unit, 1);
        encoder.bytes(number);
        written(at, mnemonic, to, second, last, number);
    }

    private static int tuple(int bytes, Operand last) {
        return last instanceof Memory memory && memory.broadcast() ? Float.BYTES : bytes;
    }

    private void written(int from, String mnemonic, Object... operands) {
        instructions.add(new Instruction(from, encoder.size() - from, mnemonic, List.of(operands)));
    }
}
