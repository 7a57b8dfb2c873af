package dev.thrice.emulator;

import java.util.Arrays;

/** Elements from other places. */
final class Shuffles {
    private Shuffles() {}

    /** Where the element of each place comes from: a number among those of the first source, then of the second. */
    private interface Origin {
        /**
         * @param block which of the groups of 128 bits
         * @param at which element of the group
         */
        int of(int block, int at, int immediate);
    }

    static void addTo(InstructionSet set) {
        set.add("vunpcklps", inBlocks(1, (block, at, immediate) -> (at & 1) * 4 + (at >> 1)));
        set.add("vunpckhps", inBlocks(1, (block, at, immediate) -> (at & 1) * 4 + (at >> 1) + 2));
        set.add("vunpcklpd", inBlocks(2, (block, at, immediate) -> at * 2));
        set.add("vunpckhpd", inBlocks(2, (block, at, immediate) -> at * 2 + 1));
        set.add("vshufps", inBlocks(1, (block, at, immediate) -> (at >> 1) * 4 + ((immediate >> (2 * at)) & 3)));
        set.add("vshufpd", inBlocks(2, (block, at, immediate) -> at * 2 + ((immediate >> (2 * block + at)) & 1)));
        set.add("vpermilps vpshufd", Shuffles::permuteInBlocks);
        set.add("vpermpd", Shuffles::permutePairs);
        set.add("vpermps vpermd", (m, i) -> permute(m, i, 1, 2, 2));
        set.add("vpermt2ps vpermt2pd", (m, i) -> permute(m, i, 1, 0, 2));
        set.add("vpermi2ps", (m, i) -> permute(m, i, 0, 1, 2));
        set.add("vperm2f128", Shuffles::permuteHalves);
        set.add("vshuff32x4 vshuff64x2", Shuffles::shuffleBlocks);
        set.add("vextractf128 vextracti128 vextractf32x4", (m, i) -> extract(m, i, 4));
        set.add("vextractf64x4", (m, i) -> extract(m, i, 8));
        set.add("vinsertf128 vinsertf32x4", (m, i) -> insert(m, i, 4));
        set.add("vinsertf64x4", (m, i) -> insert(m, i, 8));
        set.add("vbroadcastss vpbroadcastd", (m, i) -> broadcast(m, i, 1));
        set.add("vbroadcastsd", (m, i) -> broadcast(m, i, 2));
        set.add("vbroadcastf128 vbroadcastf32x4", (m, i) -> broadcast(m, i, 4));
        set.add("vblendps", Shuffles::blend);
        set.add("vblendvps", Shuffles::blendBySign);
        set.add("vblendmps vblendmpd", Shuffles::blendByMask);
    }

    /** Each group of 128 bits from the same group of the two sources. */
    private static Semantic inBlocks(int element, Origin origin) {
        return (m, i) -> {
            int immediate = i.operands() > 3 ? i.immediate(3) : 0;
            int[][] sources = {m.lanes(i, 1, i.lanes(0)), m.lanes(i, 2, i.lanes(0))};
            int[] value = new int[i.lanes(0)];
            int elements = 4 / element;
            for (int lane = 0; lane < value.length; lane++) {
                int from = origin.of(lane / 4, lane % 4 / element, immediate);
                int[] source = sources[from / elements];
                value[lane] = source[lane / 4 * 4 + from % elements * element + lane % element];
            }
            m.put(i, value);
        };
    }

    private static void permuteInBlocks(Machine m, Instruction i) {
        int[] source = m.lanes(i, 1, i.lanes(0));
        int[] value = new int[source.length];
        boolean fixed = i.operand(2) instanceof Operand.Immediate;
        int[] control = fixed ? null : m.lanes(i, 2, source.length);
        for (int lane = 0; lane < value.length; lane++) {
            int from = fixed ? i.immediate(2) >> (2 * (lane % 4)) : control[lane];
            value[lane] = source[lane / 4 * 4 + (from & 3)];
        }
        m.put(i, value);
    }

    /** Elements of 64 bits within each 256. */
    private static void permutePairs(Machine m, Instruction i) {
        if (!(i.operand(2) instanceof Operand.Immediate)) {
            throw new EmulationException("is not emulated");
        }
        int[] source = m.lanes(i, 1, i.lanes(0));
        int[] value = new int[source.length];
        for (int lane = 0; lane < value.length; lane++) {
            int from = (i.immediate(2) >> (2 * (lane % 8 / 2))) & 3;
            value[lane] = source[lane / 8 * 8 + from * 2 + lane % 2];
        }
        m.put(i, value);
    }

    /** Elements of a table in two operands, which may be the same one, by the numbers in an operand. */
    private static void permute(Machine m, Instruction i, int numbers, int low, int high) {
        int lanes = i.lanes(0);
        int element = i.element();
        int[] number = m.lanes(i, numbers, lanes);
        int[] table = Arrays.copyOf(m.lanes(i, low, lanes), 2 * lanes);
        System.arraycopy(m.lanes(i, high, lanes), 0, table, lanes, lanes);
        int[] value = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            int from = number[lane / element * element] & (2 * lanes / element - 1);
            value[lane] = table[from * element + lane % element];
        }
        m.put(i, value);
    }

    private static void permuteHalves(Machine m, Instruction i) {
        int[][] sources = {m.lanes(i, 1, 8), m.lanes(i, 2, 8)};
        int[] value = new int[8];
        for (int half = 0; half < 2; half++) {
            int from = i.immediate(3) >> (4 * half);
            if ((from & 8) == 0) {
                System.arraycopy(sources[from >> 1 & 1], 4 * (from & 1), value, 4 * half, 4);
            }
        }
        m.put(i, value);
    }

    /** Groups of 128 bits: the lower half of the result from the second operand, the upper from the third. */
    private static void shuffleBlocks(Machine m, Instruction i) {
        int lanes = i.lanes(0);
        int blocks = lanes / 4;
        int bits = blocks / 2;
        int[][] sources = {m.lanes(i, 1, lanes), m.lanes(i, 2, lanes)};
        int[] value = new int[lanes];
        for (int block = 0; block < blocks; block++) {
            int from = (i.immediate(3) >> (bits * block)) & (blocks - 1);
            System.arraycopy(sources[2 * block / blocks], 4 * from, value, 4 * block, 4);
        }
        m.put(i, value);
    }

    private static void extract(Machine m, Instruction i, int size) {
        int lanes = i.lanes(1);
        int from = size * (i.immediate(2) & (lanes / size - 1));
        m.put(i, Arrays.copyOfRange(m.lanes(i, 1, lanes), from, from + size));
    }

    private static void insert(Machine m, Instruction i, int size) {
        int lanes = i.lanes(0);
        int[] value = m.lanes(i, 1, lanes);
        System.arraycopy(m.lanes(i, 2, size), 0, value, size * (i.immediate(3) & (lanes / size - 1)), size);
        m.put(i, value);
    }

    private static void broadcast(Machine m, Instruction i, int size) {
        int active = m.active(i);
        int[] source;
        if (i.is(1, Operand.Kind.GENERAL)) {
            long read = m.read(i.operand(1));
            source = new int[] {(int) read, (int) (read >> Integer.SIZE)};
        } else {
            source = m.lanes(i, 1, size);
        }
        int[] value = new int[i.lanes(0)];
        for (int lane = 0; lane < value.length; lane++) {
            value[lane] = source[lane % size];
        }
        m.put(i, value, active);
    }

    private static void blend(Machine m, Instruction i) {
        blend(m, i, i.immediate(3));
    }

    private static void blendBySign(Machine m, Instruction i) {
        int[] signs = m.lanes(i, 3, i.lanes(0));
        int second = 0;
        for (int lane = 0; lane < signs.length; lane++) {
            second |= (signs[lane] >>> 31) << lane;
        }
        blend(m, i, second);
    }

    /** Not merging: what the mask leaves out comes from the second operand. */
    private static void blendByMask(Machine m, Instruction i) {
        int second = m.active(i);
        if (i.isZeroing()) {
            m.put(i, m.lanes(i, 2, i.lanes(0), second), second);
        } else {
            blend(m, i, second);
        }
    }

    private static void blend(Machine m, Instruction i, int second) {
        int[] value = m.lanes(i, 1, i.lanes(0));
        int[] other = m.lanes(i, 2, i.lanes(0), i.mask() == 0 ? Machine.ALL : second);
        for (int lane = 0; lane < value.length; lane++) {
            value[lane] = (second >> lane & 1) != 0 ? other[lane] : value[lane];
        }
        m.put(i, value, Machine.ALL);
    }
}
