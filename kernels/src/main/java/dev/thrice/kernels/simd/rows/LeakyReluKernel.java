package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What a rectifier that leaks and its derivative are both made of. */
final class LeakyReluKernel {
    private LeakyReluKernel() {}

    /** out = slope v where y <= 0, else v; so the function itself for v = y = x. */
    static void row(int columns, float slope, long v, long y, long out) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), slope, v, y, out);
        if (whole < columns) {
            vectors(columns - whole, BYTES, slope, v + bytes(whole), y + bytes(whole), out + bytes(whole));
        }
    }

    private static void vectors(int live, long end, float slope, long v, long y, long out) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector factor = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector output = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER, mask);
            FloatVector result = factor.blend(factor.mul(slope), output.compare(VectorOperators.LE, 0f));
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, out + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, out + at, ORDER, mask);
            }
        }
    }
}
