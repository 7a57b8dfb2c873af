package dev.thrice.emulator;

import dev.thrice.emulator.Operand.Address;
import dev.thrice.emulator.Operand.Immediate;
import dev.thrice.emulator.Operand.Kind;
import dev.thrice.emulator.Operand.Register;
import java.util.Random;

/** Registers, flags and memory, and how instructions reach them. Vectors are lanes of ints, the lowest first. */
final class Machine {
    static final int ALL = -1;
    static final int RSP = 4;
    private static final int RED_ZONE = 128;
    private static final int LANES = 16;

    final Flags flags = new Flags();
    private final long[] general = new long[16];
    private final int[][] vectors = new int[32][LANES];
    private final long[] masks = new long[8];
    private final Memory memory;
    private final long stackFrom;
    private final long stackTo;
    private long next;
    private boolean backwards;
    private boolean upperHalvesUsed;

    /** Random in all registers; the stack is between these addresses. */
    Machine(Memory memory, long stackFrom, long stackTo, Random random) {
        this.memory = memory;
        this.stackFrom = stackFrom;
        this.stackTo = stackTo;
        for (int i = 0; i < general.length; i++) {
            general[i] = random.nextLong();
        }
        for (int i = 0; i < masks.length; i++) {
            masks[i] = random.nextLong();
        }
        for (int i = 0; i < vectors.length; i++) {
            int clean = i < 16 ? 4 : LANES;
            for (int lane = 0; lane < clean; lane++) {
                vectors[i][lane] = random.nextInt();
            }
        }
    }

    /** {@return the address of the next instruction} */
    long next() {
        return next;
    }

    void jump(long address) {
        next = address;
    }

    boolean isBackwards() {
        return backwards;
    }

    void setBackwards(boolean backwards) {
        this.backwards = backwards;
    }

    boolean upperHalvesUsed() {
        return upperHalvesUsed;
    }

    long[] general() {
        return general.clone();
    }

    long general(int index) {
        return general[index];
    }

    void setGeneral(int index, long value) {
        general[index] = value;
    }

    long mask(int index) {
        return masks[index];
    }

    void setMask(int index, long value) {
        masks[index] = value;
    }

    long address(Address at) {
        long base = at.base() == Operand.NEXT ? next : at.base() == Operand.NONE ? 0 : general[at.base()];
        long index = at.index() == Operand.NONE ? 0 : general[at.index()] * at.scale();
        return base + index + at.displacement();
    }

    /** Refuses an address that an aligned instruction does not take. */
    void checkAligned(Instruction instruction, int operand) {
        if (instruction.isMemory(operand)) {
            Address at = instruction.address(operand);
            if (address(at) % at.bytes() != 0) {
                throw new EmulationException("is at 0x%x, no multiple of %d".formatted(address(at), at.bytes()));
            }
        }
    }

    /** {@return a general register, memory or an immediate, zero-extended from its width} */
    long read(Operand operand) {
        if (operand instanceof Immediate immediate) {
            return immediate.value();
        }
        if (operand instanceof Address at) {
            return memory.get(address(at), at.bytes());
        }
        Register register = (Register) operand;
        return register.kind() == Kind.MASK
                ? masks[register.index()]
                : general[register.index()] & low(register.bytes());
    }

    /** Writes to a general register, where 32 bits clear those above, or to memory. */
    void write(Operand operand, long value) {
        if (operand instanceof Address at) {
            store(address(at), at.bytes(), value);
        } else {
            Register register = (Register) operand;
            long kept = register.bytes() < 4 ? general[register.index()] & ~low(register.bytes()) : 0;
            general[register.index()] = kept | (value & low(register.bytes()));
        }
    }

    static long low(int bytes) {
        return bytes == Long.BYTES ? -1 : (1L << (8 * bytes)) - 1;
    }

    void push(long value) {
        general[RSP] -= Long.BYTES;
        store(general[RSP], Long.BYTES, value);
    }

    long pop() {
        long value = memory.get(general[RSP], Long.BYTES);
        general[RSP] += Long.BYTES;
        return value;
    }

    private void store(long address, int bytes, long value) {
        if (address >= stackFrom && address < stackTo && address < general[RSP] - RED_ZONE) {
            throw new EmulationException("writes at rsp%d, below the red zone".formatted(address - general[RSP]));
        }
        memory.put(address, bytes, value);
    }

    /** {@return the ints that the instruction's mask lets through, a bit for each} */
    int active(Instruction instruction) {
        return instruction.mask() == 0 ? ALL : expanded((int) masks[instruction.mask()], instruction.element());
    }

    /** {@return each bit as many times as an element has ints} */
    static int expanded(int mask, int element) {
        int ints = 0;
        for (int lane = 0; lane < LANES; lane++) {
            ints |= ((mask >> (lane / element)) & 1) << lane;
        }
        return ints;
    }

    /** {@return a vector register or memory, all of it} */
    int[] lanes(Instruction instruction, int operand, int lanes) {
        return lanes(instruction, operand, lanes, ALL);
    }

    /** {@return a vector register or memory, of which active lanes alone are read} */
    int[] lanes(Instruction instruction, int operand, int lanes, int active) {
        int[] value = new int[lanes];
        if (!(instruction.operand(operand) instanceof Address at)) {
            System.arraycopy(vectors[instruction.register(operand).index()], 0, value, 0, lanes);
            return value;
        }
        long address = address(at);
        if (active == ALL && !at.broadcast()) {
            memory.check(address, Integer.BYTES * lanes, false);
        }
        for (int lane = 0; lane < lanes; lane++) {
            if ((active >> lane & 1) != 0) {
                int offset = at.broadcast() ? Integer.BYTES * lane % at.bytes() : Integer.BYTES * lane;
                value[lane] = (int) memory.get(address + offset, Integer.BYTES);
            }
        }
        return value;
    }

    /** Puts a result into the first operand under the instruction's mask. */
    void put(Instruction instruction, int[] value) {
        put(instruction, value, active(instruction));
    }

    /** Puts a result into the first operand: lanes that are not active stay as they are, or are zeroed. */
    void put(Instruction instruction, int[] value, int active) {
        if (instruction.operand(0) instanceof Address at) {
            putMemory(address(at), value, active);
            return;
        }
        Register register = instruction.register(0);
        int[] vector = vectors[register.index()];
        for (int lane = 0; lane < LANES; lane++) {
            boolean written = lane < value.length && (active >> lane & 1) != 0;
            boolean kept = lane < value.length && !instruction.isZeroing();
            vector[lane] = written ? value[lane] : kept ? vector[lane] : 0;
        }
        upperHalvesUsed |= register.bytes() > 16 && register.index() < 16;
    }

    private void putMemory(long address, int[] value, int active) {
        if (active == ALL) {
            memory.check(address, Integer.BYTES * value.length, true);
        }
        for (int lane = 0; lane < value.length; lane++) {
            if ((active >> lane & 1) != 0) {
                store(address + (long) Integer.BYTES * lane, Integer.BYTES, value[lane]);
            }
        }
    }

    /** {@code vzeroupper}, or with 0 lanes kept {@code vzeroall}. */
    void zeroUpper(int kept) {
        for (int i = 0; i < 16; i++) {
            for (int lane = kept; lane < LANES; lane++) {
                vectors[i][lane] = 0;
            }
        }
        upperHalvesUsed = false;
    }
}
