package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** A row to one number. */
public final class RowReductions {
    private static final int SIGN_SHIFT = 31;

    // With these lanes are added up in one order: reduceLanes has one in the interpreter and another once compiled, so
    // that a
    // computation would not have the same bits twice.
    public static final VectorShuffle<Float> PARTNER_8 = Transposing.partner(SPECIES, LANES > 8 ? 8 : 0);
    public static final VectorShuffle<Float> PARTNER_4 = Transposing.partner(SPECIES, LANES > 4 ? 4 : 0);
    public static final VectorShuffle<Float> PARTNER_2 = Transposing.partner(SPECIES, 2);
    public static final VectorShuffle<Float> PARTNER_1 = Transposing.partner(SPECIES, 1);

    private RowReductions() {}

    /**
     * The largest element, NaN if one is a NaN without sign. Compared as ints in the order of floats: bits of negative numbers
     * but the sign turned over; Java's maximum of floats takes some eight instructions on x86.
     */
    public static float max(int columns, long x) {
        FloatVector least = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        IntVector lowest = least.reinterpretAsInts().broadcast(Integer.MIN_VALUE);
        IntVector max = lowest;
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            IntVector bits = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .reinterpretAsInts();
            IntVector turned = bits.lanewise(VectorOperators.ASHR, SIGN_SHIFT).lanewise(VectorOperators.LSHR, 1);
            max = bits.lanewise(VectorOperators.XOR, turned).max(max);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, columns);
            FloatVector last = whole > 0
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(columns - LANES), ORDER)
                    : least.blend(FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, mask), mask);
            IntVector bits = last.reinterpretAsInts();
            IntVector turned = bits.lanewise(VectorOperators.ASHR, SIGN_SHIFT).lanewise(VectorOperators.LSHR, 1);
            max = bits.lanewise(VectorOperators.XOR, turned).max(max);
        }
        int largest = lowest.max(max).reduceLanes(VectorOperators.MAX);
        return Float.intBitsToFloat(largest ^ ((largest >> SIGN_SHIFT) >>> 1));
    }

    /** The sum, in float32. */
    public static float sum(int columns, long x) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int whole = whole(columns);
        for (int j = 0; j < whole; j += LANES) {
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(j), ORDER)
                    .add(sum);
        }
        if (whole < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, whole == 0 ? columns : LANES - (columns - whole));
            FloatVector last = whole > 0
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, x + bytes(columns - LANES), ORDER)
                            .blend(0f, mask) // what the vector before had
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER, mask);
            sum = last.add(sum);
        }
        FloatVector halves = FloatVector.zero(SPECIES).add(sum);
        halves = LANES > 8 ? halves.add(halves.rearrange(PARTNER_8)) : halves;
        halves = LANES > 4 ? halves.add(halves.rearrange(PARTNER_4)) : halves;
        FloatVector quarters = halves.add(halves.rearrange(PARTNER_2));
        return quarters.add(quarters.rearrange(PARTNER_1)).lane(0);
    }
}
