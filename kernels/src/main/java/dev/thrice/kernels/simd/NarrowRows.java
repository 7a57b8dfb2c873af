package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_1;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_2;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_4;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_8;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Each of many narrow rows to one number. Four rows are reduced at a time: two vectors exchange lanes and become one that holds
 * both halfway reduced, so that a row takes half the shuffles that it would take alone, and no row waits for the one before. A
 * row's number has the same bits whichever rows are beside it.
 */
public final class NarrowRows {
    private static final int AT_ONCE = 4;
    private static final VectorMask<Float> HIGH_1 = Transposing.high(SPECIES, 1);
    private static final VectorMask<Float> HIGH_2 = Transposing.high(SPECIES, 2);
    private static final VectorMask<Float> HIGH_HALF = Transposing.high(SPECIES, LANES / 2);
    private static final VectorMask<Float> HIGH_QUARTERS = Transposing.high(SPECIES, LANES / 4);
    private static final VectorShuffle<Float> QUARTER_AWAY = Transposing.partner(SPECIES, LANES / 4);

    /** Quarters hold the sums of vectors 0, 2, 1 and 3. */
    private static final VectorShuffle<Float> ONE_OF_EACH_QUARTER =
            VectorShuffle.fromOp(SPECIES, lane -> (lane % 2 * 2 + lane / 2 % 2) * (LANES / 4));

    private static final FloatVector LANE = FloatVector.zero(SPECIES).addIndex(1);

    private NarrowRows() {}

    /** How many floats a result for so many rows takes: whole vectors, and one that is written past the last row. */
    public static int floats(int rows) {
        return Simd.whole(rows + LANES - 1) + LANES;
    }

    /** The sum of each row, in float32. */
    public static void sums(int rows, int columns, long x, int ldx, long to) {
        long row = bytes(ldx);
        long last = bytes(Math.max(0, columns - LANES));
        // the last vector ends where the row does; it brings those of its lanes that the whole vectors in front have
        // not
        int seen = last == 0 ? 0 : (LANES - columns % LANES) % LANES;
        VectorMask<Float> fresh = LANE.compare(VectorOperators.GE, (float) seen)
                .and(LANE.compare(VectorOperators.LT, (float) Math.min(columns, LANES)));
        for (int i = 0; i < rows; i += AT_ONCE) {
            long x0 = x + i * row;
            long x1 = x + Math.min(i + 1, rows - 1) * row;
            long x2 = x + Math.min(i + 2, rows - 1) * row;
            long x3 = x + Math.min(i + 3, rows - 1) * row;
            FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x0 + last, ORDER, fresh);
            FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x1 + last, ORDER, fresh);
            FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x2 + last, ORDER, fresh);
            FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x3 + last, ORDER, fresh);
            for (long at = 0; at < last; at += BYTES) {
                s0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x0 + at, ORDER)
                        .add(s0);
                s1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x1 + at, ORDER)
                        .add(s1);
                s2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x2 + at, ORDER)
                        .add(s2);
                s3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x3 + at, ORDER)
                        .add(s3);
            }
            FloatVector zero = FloatVector.zero(SPECIES);
            FloatVector r0 = zero.add(s0);
            FloatVector r1 = zero.add(s1);
            FloatVector r2 = zero.add(s2);
            FloatVector r3 = zero.add(s3);
            FloatVector low = r0.blend(r1.rearrange(PARTNER_1), HIGH_1)
                    .add(r0.rearrange(PARTNER_1).blend(r1, HIGH_1));
            FloatVector high = r2.blend(r3.rearrange(PARTNER_1), HIGH_1)
                    .add(r2.rearrange(PARTNER_1).blend(r3, HIGH_1));
            FloatVector sums = low.blend(high.rearrange(PARTNER_2), HIGH_2)
                    .add(low.rearrange(PARTNER_2).blend(high, HIGH_2));
            sums = LANES > 4 ? sums.add(sums.rearrange(PARTNER_4)) : sums;
            sums = LANES > 8 ? sums.add(sums.rearrange(PARTNER_8)) : sums;
            sums.intoMemorySegment(MEMORY, to + bytes(i), ORDER);
        }
    }

    /**
     * The sum of the lanes of each of some vectors, one behind the other in memory, of which a multiple of four is readable. Of two of them, a load
     * that begins in the middle of the first brings what both have to add to their other half.
     */
    public static void sumsOfVectors(int count, long x, long to) {
        for (int i = 0; i < count; i += AT_ONCE) {
            long at = x + i * BYTES;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER);
            FloatVector ab = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + BYTES / 2, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + BYTES, ORDER);
            FloatVector c = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 2 * BYTES, ORDER);
            FloatVector cd = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 2 * BYTES + BYTES / 2, ORDER);
            FloatVector d = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 3 * BYTES, ORDER);
            FloatVector halves = a.blend(b, HIGH_HALF).add(ab);
            FloatVector otherHalves = c.blend(d, HIGH_HALF).add(cd);
            FloatVector sums = halves.blend(otherHalves.rearrange(QUARTER_AWAY), HIGH_QUARTERS)
                    .add(halves.rearrange(QUARTER_AWAY).blend(otherHalves, HIGH_QUARTERS));
            sums = LANES > 8 ? sums.add(sums.rearrange(PARTNER_2)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(PARTNER_1)) : sums;
            sums.rearrange(ONE_OF_EACH_QUARTER).intoMemorySegment(MEMORY, to + bytes(i), ORDER);
        }
    }

    /** The largest element of each row, or anything where a row has a NaN. */
    public static void maxima(int rows, int columns, long x, int ldx, long to) {
        long row = bytes(ldx);
        long last = bytes(Math.max(0, columns - LANES));
        VectorMask<Float> live = SPECIES.indexInRange(0, columns);
        FloatVector least = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows; i += AT_ONCE) {
            long x0 = x + i * row;
            long x1 = x + Math.min(i + 1, rows - 1) * row;
            long x2 = x + Math.min(i + 2, rows - 1) * row;
            long x3 = x + Math.min(i + 3, rows - 1) * row;
            FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x0 + last, ORDER, live);
            FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x1 + last, ORDER, live);
            FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x2 + last, ORDER, live);
            FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x3 + last, ORDER, live);
            for (long at = 0; at < last; at += BYTES) {
                FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x0 + at, ORDER);
                FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x1 + at, ORDER);
                FloatVector v2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x2 + at, ORDER);
                FloatVector v3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, x3 + at, ORDER);
                s0 = v0.blend(s0, v0.compare(VectorOperators.LT, s0));
                s1 = v1.blend(s1, v1.compare(VectorOperators.LT, s1));
                s2 = v2.blend(s2, v2.compare(VectorOperators.LT, s2));
                s3 = v3.blend(s3, v3.compare(VectorOperators.LT, s3));
            }
            FloatVector r0 = least.blend(s0, live);
            FloatVector r1 = least.blend(s1, live);
            FloatVector r2 = least.blend(s2, live);
            FloatVector r3 = least.blend(s3, live);
            FloatVector p = r0.blend(r1.rearrange(PARTNER_1), HIGH_1);
            FloatVector q = r0.rearrange(PARTNER_1).blend(r1, HIGH_1);
            FloatVector low = p.blend(q, p.compare(VectorOperators.LT, q));
            p = r2.blend(r3.rearrange(PARTNER_1), HIGH_1);
            q = r2.rearrange(PARTNER_1).blend(r3, HIGH_1);
            FloatVector high = p.blend(q, p.compare(VectorOperators.LT, q));
            p = low.blend(high.rearrange(PARTNER_2), HIGH_2);
            q = low.rearrange(PARTNER_2).blend(high, HIGH_2);
            FloatVector max = p.blend(q, p.compare(VectorOperators.LT, q));
            q = max.rearrange(PARTNER_4);
            max = max.blend(q, max.compare(VectorOperators.LT, q));
            q = max.rearrange(PARTNER_8);
            max = max.blend(q, max.compare(VectorOperators.LT, q));
            max.intoMemorySegment(MEMORY, to + bytes(i), ORDER);
        }
    }
}
