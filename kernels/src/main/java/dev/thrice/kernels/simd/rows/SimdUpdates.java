package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;
import static dev.thrice.kernels.simd.Simd.whole;

import dev.thrice.kernels.elementwise.UpdateKernels;
import dev.thrice.kernels.spec.AdamCoefficients;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Row by row. */
final class SimdUpdates implements UpdateKernels {
    @Override
    public void momentumStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long v,
            int ldv,
            float learningRate,
            float momentum) {
        for (int i = 0; i < rows; i++) {
            momentumRow(columns, momentum, -learningRate, at(w, ldw, i, 0), at(g, ldg, i, 0), at(v, ldv, i, 0));
        }
    }

    /** v = decay v + g; w = w + step v. */
    private static void momentumRow(int columns, float decay, float step, long w, long g, long v) {
        int whole = whole(columns);
        momentumVectors(LANES, bytes(whole), decay, step, w, g, v);
        if (whole < columns) {
            momentumVectors(columns - whole, BYTES, decay, step, w + bytes(whole), g + bytes(whole), v + bytes(whole));
        }
    }

    private static void momentumVectors(int live, long end, float decay, float step, long w, long g, long v) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector parameters = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, w + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, w + at, ORDER, mask);
            FloatVector gradient = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, g + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, g + at, ORDER, mask);
            FloatVector old = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector velocity = FloatVector.broadcast(SPECIES, decay).fma(old, gradient);
            FloatVector moved = FloatVector.broadcast(SPECIES, step).fma(velocity, parameters);
            if (live == LANES) {
                velocity.intoMemorySegment(MEMORY, v + at, ORDER);
                moved.intoMemorySegment(MEMORY, w + at, ORDER);
            } else {
                velocity.intoMemorySegment(MEMORY, v + at, ORDER, mask);
                moved.intoMemorySegment(MEMORY, w + at, ORDER, mask);
            }
        }
    }

    @Override
    public void adamStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long m,
            int ldm,
            long v,
            int ldv,
            AdamCoefficients coefficients,
            float rate,
            float inverseRoot) {
        for (int i = 0; i < rows; i++) {
            adamRow(
                    columns,
                    (float) coefficients.beta1(),
                    (float) (1 - coefficients.beta1()),
                    (float) coefficients.beta2(),
                    (float) (1 - coefficients.beta2()),
                    (float) coefficients.epsilon(),
                    -rate,
                    inverseRoot,
                    at(w, ldw, i, 0),
                    at(g, ldg, i, 0),
                    at(m, ldm, i, 0),
                    at(v, ldv, i, 0));
        }
    }

    /** m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; w = w + step m / (inverseRoot sqrt(v) + epsilon). */
    private static void adamRow(
            int columns,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float step,
            float inverseRoot,
            long w,
            long g,
            long m,
            long v) {
        int whole = whole(columns);
        adamVectors(LANES, bytes(whole), beta1, rest1, beta2, rest2, epsilon, step, inverseRoot, w, g, m, v);
        if (whole < columns) {
            long at = bytes(whole);
            adamVectors(
                    columns - whole,
                    BYTES,
                    beta1,
                    rest1,
                    beta2,
                    rest2,
                    epsilon,
                    step,
                    inverseRoot,
                    w + at,
                    g + at,
                    m + at,
                    v + at);
        }
    }

    private static void adamVectors(
            int live,
            long end,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float step,
            float inverseRoot,
            long w,
            long g,
            long m,
            long v) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        for (long at = 0; at < end; at += BYTES) {
            FloatVector parameters = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, w + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, w + at, ORDER, mask);
            FloatVector gradient = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, g + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, g + at, ORDER, mask);
            FloatVector oldFirst = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, m + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, m + at, ORDER, mask);
            FloatVector oldSecond = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, v + at, ORDER, mask);
            FloatVector first = FloatVector.broadcast(SPECIES, beta1).fma(oldFirst, gradient.mul(rest1));
            FloatVector second = FloatVector.broadcast(SPECIES, beta2)
                    .fma(oldSecond, gradient.mul(rest2).mul(gradient));
            FloatVector root = second.sqrt()
                    .fma(FloatVector.broadcast(SPECIES, inverseRoot), FloatVector.broadcast(SPECIES, epsilon));
            FloatVector moved = FloatVector.broadcast(SPECIES, step).fma(first.div(root), parameters);
            if (live == LANES) {
                first.intoMemorySegment(MEMORY, m + at, ORDER);
                second.intoMemorySegment(MEMORY, v + at, ORDER);
                moved.intoMemorySegment(MEMORY, w + at, ORDER);
            } else {
                first.intoMemorySegment(MEMORY, m + at, ORDER, mask);
                second.intoMemorySegment(MEMORY, v + at, ORDER, mask);
                moved.intoMemorySegment(MEMORY, w + at, ORDER, mask);
            }
        }
    }
}
