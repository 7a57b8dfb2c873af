package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The derivative of tanh and of the logistic sigmoid from their output: both obey y' = a + y (b - y). */
final class LogisticDerivative {
    private LogisticDerivative() {}

    /** out = v (1 - y^2). */
    static void tanhRow(int columns, long v, long y, long out) {
        row(columns, 1f, 0f, v, y, out);
    }

    /** out = v y (1 - y). */
    static void sigmoidRow(int columns, long v, long y, long out) {
        row(columns, 0f, 1f, v, y, out);
    }

    /** out = v (a + y (b - y)). */
    private static void row(int columns, float a, float b, long v, long y, long out) {
        int whole = whole(columns);
        vectors(LANES, bytes(whole), a, b, v, y, out);
        if (whole < columns) {
            vectors(columns - whole, BYTES, a, b, v + bytes(whole), y + bytes(whole), out + bytes(whole));
        }
    }

    private static void vectors(int live, long end, float a, float b, long v, long y, long out) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector output = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER, mask);
            FloatVector from = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector slope =
                    FloatVector.broadcast(SPECIES, b).sub(output).fma(output, FloatVector.broadcast(SPECIES, a));
            FloatVector result = slope.mul(from);
            if (live == LANES) {
                result.intoMemorySegment(MEMORY, out + at, ORDER);
            } else {
                result.intoMemorySegment(MEMORY, out + at, ORDER, mask);
            }
        }
    }
}
