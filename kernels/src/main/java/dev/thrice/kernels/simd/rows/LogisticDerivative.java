package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The derivative of tanh and of the logistic sigmoid from their output: both obey y' = a + y (b - y). */
public final class LogisticDerivative {
    private LogisticDerivative() {}

    /** out = v (1 - y^2). */
    public static void tanhRow(int columns, long v, long y, long out) {
        row(columns, 1f, 0f, v, y, out);
    }

    /** out = v y (1 - y). */
    public static void sigmoidRow(int columns, long v, long y, long out) {
        row(columns, 0f, 1f, v, y, out);
    }

    /**
     * out = v (a + y (b - y)). Four vectors at a time, and in one method, so that it is too large for C2 to inline: at the bottom of a
     * deep caller the loads would not be (docs/c2.md, rule 5).
     */
    private static void row(int columns, float a, float b, long v, long y, long out) {
        FloatVector offset = FloatVector.broadcast(SPECIES, a);
        FloatVector sum = FloatVector.broadcast(SPECIES, b);
        int whole = whole(columns);
        long end = bytes(whole);
        long fours = end - end % (4 * BYTES);
        for (long at = 0; at < fours; at += 4 * BYTES) {
            FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER);
            FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at + BYTES, ORDER);
            FloatVector y2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at + 2 * BYTES, ORDER);
            FloatVector y3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at + 3 * BYTES, ORDER);
            FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at + BYTES, ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at + 2 * BYTES, ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at + 3 * BYTES, ORDER);
            sum.sub(y0).fma(y0, offset).mul(v0).intoMemorySegment(MEMORY, out + at, ORDER);
            sum.sub(y1).fma(y1, offset).mul(v1).intoMemorySegment(MEMORY, out + at + BYTES, ORDER);
            sum.sub(y2).fma(y2, offset).mul(v2).intoMemorySegment(MEMORY, out + at + 2 * BYTES, ORDER);
            sum.sub(y3).fma(y3, offset).mul(v3).intoMemorySegment(MEMORY, out + at + 3 * BYTES, ORDER);
        }
        for (long at = fours; at < end; at += BYTES) {
            FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER);
            FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER);
            sum.sub(y0).fma(y0, offset).mul(v0).intoMemorySegment(MEMORY, out + at, ORDER);
        }
        if (whole < columns) {
            VectorMask<Float> rest = SPECIES.indexInRange(0, columns - whole);
            FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + end, ORDER, rest);
            FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, v + end, ORDER, rest);
            sum.sub(y0).fma(y0, offset).mul(v0).intoMemorySegment(MEMORY, out + end, ORDER, rest);
        }
    }
}
