package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;

import dev.thrice.kernels.memory.Raw;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs a panel of op(B) where B is stored transposed. Squares are turned in registers: in stage d = 1, 2, 4 each vector
 * exchanges, with the one d rows away, the lanes in which the two have each other's elements.
 */
public final class Transposing {
    /** The rows of a packed panel of A, and the side of the small square. */
    public static final int FOUR = 4;

    /** The side of the square that B is turned in: 8 where there are vectors for it. */
    public static final int SIDE = Math.min(8, LANES);

    /** For four elements to be moved; all of them are moved as ints, see {@link Simd}. */
    public static final VectorSpecies<Integer> OF_4 = IntVector.SPECIES_128;

    private static final VectorShuffle<Integer> PARTNER_1_OF_4 = partner(OF_4, 1);
    private static final VectorShuffle<Integer> PARTNER_2_OF_4 = partner(OF_4, 2);
    private static final VectorMask<Integer> HIGH_1_OF_4 = high(OF_4, 1);
    private static final VectorMask<Integer> HIGH_2_OF_4 = high(OF_4, 2);

    private static final VectorSpecies<Integer> OF_8 = IntVector.SPECIES_256;
    private static final VectorShuffle<Integer> PARTNER_1 = partner(OF_8, 1);
    private static final VectorShuffle<Integer> PARTNER_2 = partner(OF_8, 2);
    private static final VectorShuffle<Integer> PARTNER_4 = partner(OF_8, 4);
    private static final VectorMask<Integer> HIGH_1 = high(OF_8, 1);
    private static final VectorMask<Integer> HIGH_2 = high(OF_8, 2);
    private static final VectorMask<Integer> HIGH_4 = high(OF_8, 4);

    private Transposing() {}

    /**
     * Element (p, j) of op(B) is at {@code from + j * row + p * 4}. Padding columns repeat the last one. What lies behind the
     * panel, up to {@link #SIDE} steps, may be overwritten.
     */
    public static void panel(long from, long row, int depth, int width, int live, long to) {
        long step = width * BYTES;
        int wholeDepth = inSquares(SIDE, depth, from + (live - 1) * row);
        for (int j = 0; j < width * LANES; j += SIDE) {
            long source = from + Math.min(j, live - 1) * row;
            long target = to + (long) j * Float.BYTES;
            int last = Math.max(0, Math.min(SIDE, live - j) - 1);
            for (int p = 0; p < wholeDepth; p += SIDE) {
                square(source + (long) p * Float.BYTES, row, last, target + p * step, step);
            }
        }
        elements(from, row, wholeDepth, depth, live, to, step);
    }

    /**
     * Packs four rows of A: element (i, p), at {@code from + i * row + p * 4}, goes to {@code to + p * 16 + i * 4}. What lies
     * behind them, up to {@link #FOUR} steps, may be overwritten.
     */
    public static void fourRows(long from, long row, int depth, long to) {
        long step = (long) FOUR * Float.BYTES;
        int whole = inSquares(FOUR, depth, from + (FOUR - 1) * row);
        for (int p = 0; p < whole; p += FOUR) {
            square4(from + (long) p * Float.BYTES, row, FOUR - 1, to + p * step, step);
        }
        elements(from, row, whole, depth, FOUR, to, step);
    }

    /** How much of the depth to do in squares: all, with a last one that reaches beyond, unless the last row's memory may end. */
    private static int inSquares(int side, int depth, long lastRow) {
        int whole = depth / side * side;
        long end = lastRow + (long) depth * Float.BYTES;
        return whole < depth && Simd.readsOn(end, (long) side * Float.BYTES) ? whole + side : whole;
    }

    private static void elements(long from, long row, int firstP, int endP, int live, long to, long step) {
        for (int p = firstP; p < endP; p++) {
            for (int j = 0; j < live; j++) {
                Raw.set(to + p * step + (long) j * Float.BYTES, Raw.get(from + j * row + (long) p * Float.BYTES));
            }
        }
    }

    private static void square(long from, long row, int last, long to, long step) {
        if (SIDE > FOUR) {
            square8(from, row, last, to, step);
        } else {
            square4(from, row, last, to, step);
        }
    }

    // In an exchange the upper row keeps its low lanes and gets the partner's low lanes in its high ones; the lower row
    // gets the
    // partner's high lanes in its low ones and keeps its high lanes.

    private static void square4(long from, long row, int last, long to, long step) {
        IntVector a = IntVector.fromMemorySegment(OF_4, MEMORY, from, ORDER);
        IntVector b = IntVector.fromMemorySegment(OF_4, MEMORY, from + Math.min(1, last) * row, ORDER);
        IntVector c = IntVector.fromMemorySegment(OF_4, MEMORY, from + Math.min(2, last) * row, ORDER);
        IntVector d = IntVector.fromMemorySegment(OF_4, MEMORY, from + Math.min(3, last) * row, ORDER);
        IntVector a1 = a.blend(b.rearrange(PARTNER_1_OF_4), HIGH_1_OF_4);
        IntVector b1 = a.rearrange(PARTNER_1_OF_4).blend(b, HIGH_1_OF_4);
        IntVector c1 = c.blend(d.rearrange(PARTNER_1_OF_4), HIGH_1_OF_4);
        IntVector d1 = c.rearrange(PARTNER_1_OF_4).blend(d, HIGH_1_OF_4);
        a1.blend(c1.rearrange(PARTNER_2_OF_4), HIGH_2_OF_4).intoMemorySegment(MEMORY, to, ORDER);
        b1.blend(d1.rearrange(PARTNER_2_OF_4), HIGH_2_OF_4).intoMemorySegment(MEMORY, to + step, ORDER);
        a1.rearrange(PARTNER_2_OF_4).blend(c1, HIGH_2_OF_4).intoMemorySegment(MEMORY, to + 2 * step, ORDER);
        b1.rearrange(PARTNER_2_OF_4).blend(d1, HIGH_2_OF_4).intoMemorySegment(MEMORY, to + 3 * step, ORDER);
    }

    private static void square8(long from, long row, int last, long to, long step) {
        IntVector a = IntVector.fromMemorySegment(OF_8, MEMORY, from, ORDER);
        IntVector b = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(1, last) * row, ORDER);
        IntVector c = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(2, last) * row, ORDER);
        IntVector d = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(3, last) * row, ORDER);
        IntVector e = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(4, last) * row, ORDER);
        IntVector f = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(5, last) * row, ORDER);
        IntVector g = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(6, last) * row, ORDER);
        IntVector h = IntVector.fromMemorySegment(OF_8, MEMORY, from + Math.min(7, last) * row, ORDER);
        IntVector a1 = a.blend(b.rearrange(PARTNER_1), HIGH_1);
        IntVector b1 = a.rearrange(PARTNER_1).blend(b, HIGH_1);
        IntVector c1 = c.blend(d.rearrange(PARTNER_1), HIGH_1);
        IntVector d1 = c.rearrange(PARTNER_1).blend(d, HIGH_1);
        IntVector e1 = e.blend(f.rearrange(PARTNER_1), HIGH_1);
        IntVector f1 = e.rearrange(PARTNER_1).blend(f, HIGH_1);
        IntVector g1 = g.blend(h.rearrange(PARTNER_1), HIGH_1);
        IntVector h1 = g.rearrange(PARTNER_1).blend(h, HIGH_1);
        IntVector a2 = a1.blend(c1.rearrange(PARTNER_2), HIGH_2);
        IntVector b2 = b1.blend(d1.rearrange(PARTNER_2), HIGH_2);
        IntVector c2 = a1.rearrange(PARTNER_2).blend(c1, HIGH_2);
        IntVector d2 = b1.rearrange(PARTNER_2).blend(d1, HIGH_2);
        IntVector e2 = e1.blend(g1.rearrange(PARTNER_2), HIGH_2);
        IntVector f2 = f1.blend(h1.rearrange(PARTNER_2), HIGH_2);
        IntVector g2 = e1.rearrange(PARTNER_2).blend(g1, HIGH_2);
        IntVector h2 = f1.rearrange(PARTNER_2).blend(h1, HIGH_2);
        a2.blend(e2.rearrange(PARTNER_4), HIGH_4).intoMemorySegment(MEMORY, to, ORDER);
        b2.blend(f2.rearrange(PARTNER_4), HIGH_4).intoMemorySegment(MEMORY, to + step, ORDER);
        c2.blend(g2.rearrange(PARTNER_4), HIGH_4).intoMemorySegment(MEMORY, to + 2 * step, ORDER);
        d2.blend(h2.rearrange(PARTNER_4), HIGH_4).intoMemorySegment(MEMORY, to + 3 * step, ORDER);
        a2.rearrange(PARTNER_4).blend(e2, HIGH_4).intoMemorySegment(MEMORY, to + 4 * step, ORDER);
        b2.rearrange(PARTNER_4).blend(f2, HIGH_4).intoMemorySegment(MEMORY, to + 5 * step, ORDER);
        c2.rearrange(PARTNER_4).blend(g2, HIGH_4).intoMemorySegment(MEMORY, to + 6 * step, ORDER);
        d2.rearrange(PARTNER_4).blend(h2, HIGH_4).intoMemorySegment(MEMORY, to + 7 * step, ORDER);
    }

    /** Swaps each lane with the one that is a power of two away. */
    static <E> VectorShuffle<E> partner(VectorSpecies<E> species, int distance) {
        return VectorShuffle.fromOp(species, lane -> lane ^ distance);
    }

    /** The lanes that have a partner of that distance below them. */
    public static <E> VectorMask<E> high(VectorSpecies<E> species, int distance) {
        long bits = 0;
        for (int lane = 0; lane < species.length(); lane++) {
            bits |= (lane & distance) != 0 ? 1L << lane : 0;
        }
        return VectorMask.fromLong(species, bits);
    }
}
