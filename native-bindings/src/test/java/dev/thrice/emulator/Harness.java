package dev.thrice.emulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Some instructions in a function that loads all registers from one block of memory before them and stores them to another behind them:
 * vectors, then {@code rax, rcx, r8} to {@code r11}, flags, masks. {@code rdx} points at {@value #DATA} bytes of data.
 */
final class Harness {
    static final int DATA = 256;
    private static final int BLOCK = 4096;
    private static final int GENERAL = 2048;
    private static final int FLAGS = GENERAL + 64;
    private static final int MASKS = FLAGS + 64;
    private static final String[] NAMES = {"rax", "rcx", "r8", "r9", "r10", "r11"};
    private static final int[] FLOATS = {
        0,
        0x80000000,
        1,
        0x80000001,
        0x007FFFFF,
        0x00800000,
        0x7F7FFFFF,
        0xFF7FFFFF,
        0x7F800000,
        0xFF800000,
        0x7FC00000,
        0xFFC12345,
        0x7F812345,
        0xFFA00001,
        0x3F800000,
        0xBF800000,
        0x3F000000,
        0x40200000,
        0x4B000001,
        0xCB7FFFFF
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        0x8000_0000L,
        0xFFFF_FFFFL,
        31,
        32,
        33,
        63,
        64
    };

    private final String instructions;
    private final byte[] code;
    private final Emulator emulator;
    private final byte[] in = new byte[BLOCK];
    private final byte[] out = new byte[BLOCK];
    private final byte[] data = new byte[DATA];
    private final long[] addresses = new long[3];
    private Processor processor;

    private Harness(String instructions, byte[] code, List<Disassembly.Line> lines) {
        this.instructions = instructions;
        this.code = code;
        Memory memory = new Memory();
        addresses[0] = memory.map("in", MemorySegment.ofArray(in), false);
        addresses[1] = memory.map("out", MemorySegment.ofArray(out), true);
        addresses[2] = memory.map("data", MemorySegment.ofArray(data), true);
        emulator = new Emulator(code, lines, memory);
    }

    /** {@return a harness for each; what is behind a {@code ;} are the flags that are compared, of {@code b e s o}} */
    static List<Harness> of(boolean wide, List<String> instructions) {
        List<byte[]> codes = Binutils.assemble(
                instructions.stream().map(text -> program(wide, text)).toList());
        List<List<Disassembly.Line>> lines = Disassembly.ofAll(codes);
        List<Harness> all = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            all.add(new Harness(instructions.get(i), codes.get(i), lines.get(i)));
        }
        return all;
    }

    static Harness of(boolean wide, String instructions) {
        return of(wide, List.of(instructions)).get(0);
    }

    private static String program(boolean wide, String text) {
        String[] parts = text.split(";", 2);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < (wide ? 32 : 16); i++) {
            lines.add("vmovups %s,[rdi+%d]".formatted(vector(wide, i), 64 * i));
        }
        for (int i = 0; i < NAMES.length; i++) {
            lines.add("mov %s,[rdi+%d]".formatted(NAMES[i], GENERAL + 8 * i));
        }
        for (int i = 1; wide && i < 8; i++) {
            lines.add("kmovw k%d,[rdi+%d]".formatted(i, MASKS + 2 * i));
        }
        lines.add(parts[0].replace("|", "\n"));
        for (String flag : parts.length == 2 ? parts[1].strip().split(" ", -1) : new String[0]) {
            lines.add("set%s byte ptr [rsi+%d]".formatted(flag, FLAGS + flag.charAt(0) - 'a'));
        }
        for (int i = 0; i < NAMES.length; i++) {
            lines.add("mov [rsi+%d],%s".formatted(GENERAL + 8 * i, NAMES[i]));
        }
        for (int i = 0; i < (wide ? 32 : 16); i++) {
            lines.add("vmovups [rsi+%d],%s".formatted(64 * i, vector(wide, i)));
        }
        for (int i = 1; wide && i < 8; i++) {
            lines.add("kmovw [rsi+%d],k%d".formatted(MASKS + 2 * i, i));
        }
        lines.add("vzeroupper\nret");
        return String.join("\n", lines);
    }

    private static String vector(boolean wide, int index) {
        return (wide ? "zmm" : "ymm") + index;
    }

    /** Registers and data of any kind: floats of all kinds, small numbers, random bits. */
    Harness fill(Random random) {
        MemorySegment block = MemorySegment.ofArray(in);
        for (int offset = 0; offset < GENERAL; offset += 4) {
            block.set(ValueLayout.JAVA_INT_UNALIGNED, offset, bits(random));
        }
        for (int offset = GENERAL; offset < FLAGS; offset += 8) {
            long number = random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
            block.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, number);
        }
        for (int offset = MASKS; offset < MASKS + 16; offset += 2) {
            block.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) random.nextInt());
        }
        for (int offset = 0; offset < DATA; offset += 4) {
            MemorySegment.ofArray(data).set(ValueLayout.JAVA_INT_UNALIGNED, offset, bits(random));
        }
        return this;
    }

    /** The same registers and data as another has. */
    Harness fill(Harness other) {
        System.arraycopy(other.in, 0, in, 0, BLOCK);
        System.arraycopy(other.data, 0, data, 0, DATA);
        return this;
    }

    private static int bits(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> FLOATS[random.nextInt(FLOATS.length)];
            case 3 -> Float.floatToRawIntBits((float) random.nextGaussian());
            case 4 -> random.nextInt(64) - 32;
            default -> random.nextInt();
        };
    }

    int[] vector(int index) {
        return ints(in, 64 * index);
    }

    void setVector(int index, int... lanes) {
        MemorySegment.copy(
                lanes, 0, MemorySegment.ofArray(in), ValueLayout.JAVA_INT_UNALIGNED, 64L * index, lanes.length);
    }

    int mask(int index) {
        return MemorySegment.ofArray(in).get(ValueLayout.JAVA_SHORT_UNALIGNED, MASKS + 2L * index) & 0xFFFF;
    }

    long general(int index) {
        return MemorySegment.ofArray(in).get(ValueLayout.JAVA_LONG_UNALIGNED, GENERAL + 8L * index);
    }

    int[] data(int offset) {
        return ints(data, offset);
    }

    private static int[] ints(byte[] bytes, int offset) {
        return MemorySegment.ofArray(bytes).asSlice(offset, 64).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    /** What the registers and the data are after a run. */
    final class Result {
        private final byte[] registers;
        private final byte[] memory;

        private Result(byte[] registers, byte[] memory) {
            this.registers = registers;
            this.memory = memory;
        }

        int[] vector(int index) {
            return ints(registers, 64 * index);
        }

        int mask(int index) {
            return MemorySegment.ofArray(registers).get(ValueLayout.JAVA_SHORT_UNALIGNED, MASKS + 2L * index) & 0xFFFF;
        }

        long general(int index) {
            return MemorySegment.ofArray(registers).get(ValueLayout.JAVA_LONG_UNALIGNED, GENERAL + 8L * index);
        }

        int[] data(int offset) {
            return ints(memory, offset);
        }

        /** {@return where the first difference from another result is, or an empty text} */
        String difference(Result other) {
            for (int offset = 0; offset < BLOCK; offset += 4) {
                int here = MemorySegment.ofArray(registers).get(ValueLayout.JAVA_INT_UNALIGNED, offset);
                int there = MemorySegment.ofArray(other.registers).get(ValueLayout.JAVA_INT_UNALIGNED, offset);
                if (here != there) {
                    return "%s: register %d lane %d is %08x, not %08x"
                            .formatted(instructions, offset / 64, offset / 4 % 16, here, there);
                }
            }
            int at = Arrays.mismatch(memory, other.memory);
            return at < 0 ? "" : instructions + ": byte " + at + " of the data differs";
        }
    }

    Result emulated() {
        Arrays.fill(out, (byte) 0);
        byte[] before = data.clone();
        emulator.run(addresses);
        Result result = new Result(out.clone(), data.clone());
        System.arraycopy(before, 0, data, 0, DATA);
        return result;
    }

    Result real() {
        if (processor == null) {
            processor = Processor.load(code);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(BLOCK, 64).copyFrom(MemorySegment.ofArray(in));
            MemorySegment to = arena.allocate(BLOCK, 64);
            MemorySegment values = arena.allocate(DATA, 64).copyFrom(MemorySegment.ofArray(data));
            processor.run(from, to, values);
            return new Result(to.toArray(ValueLayout.JAVA_BYTE), values.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public String toString() {
        return instructions;
    }
}
