package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.ElementwiseKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Row by row: whole vectors first, then one masked vector for what is left. */
public final class SimdElementwise implements ElementwiseKernels {
    @Override
    public void fill(int rows, int columns, float value, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            fillRow(columns, value, row(y, ldy, i));
        }
    }

    private static void fillRow(int columns, float value, long y) {
        FloatVector values = FloatVector.broadcast(SPECIES, value);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            values.intoMemorySegment(MEMORY, y + j, ORDER);
        }
        if (whole < bytes(columns)) {
            values.intoMemorySegment(MEMORY, y + whole, ORDER, SPECIES.indexInRange(0, columns % LANES));
        }
    }

    @Override
    public void tanh(int rows, int columns, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            TanhKernel.row(columns, row(x, ldx, i), row(y, ldy, i));
        }
    }

    @Override
    public void tanhDerivative(int rows, int columns, long v, int ldv, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            tanhDerivativeRow(columns, row(v, ldv, i), row(y, ldy, i), row(out, ldo, i));
        }
    }

    static void tanhDerivativeRow(int columns, long v, long y, long out) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector output = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + j, ORDER);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, v + j, ORDER)
                    .mul(output.neg().fma(output, one))
                    .intoMemorySegment(MEMORY, out + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector output = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + whole, ORDER, live);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, v + whole, ORDER, live)
                    .mul(output.neg().fma(output, one))
                    .intoMemorySegment(MEMORY, out + whole, ORDER, live);
        }
    }

    @Override
    public void addRow(int rows, int columns, long x, int ldx, long bias, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            addRow(columns, row(x, ldx, i), bias, row(y, ldy, i));
        }
    }

    static void addRow(int columns, long x, long bias, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER)
                    .add(FloatVector.fromMemorySegment(SPECIES, MEMORY, bias + j, ORDER))
                    .intoMemorySegment(MEMORY, y + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                    .add(FloatVector.fromMemorySegment(SPECIES, MEMORY, bias + whole, ORDER, live))
                    .intoMemorySegment(MEMORY, y + whole, ORDER, live);
        }
    }

    @Override
    public void axpby(int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            if (beta == 0f) {
                scaleRow(columns, alpha, row(x, ldx, i), row(y, ldy, i));
            } else {
                axpbyRow(columns, alpha, row(x, ldx, i), beta, row(y, ldy, i));
            }
        }
    }

    static void scaleRow(int columns, float alpha, long x, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER)
                    .mul(alpha)
                    .intoMemorySegment(MEMORY, y + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                    .mul(alpha)
                    .intoMemorySegment(MEMORY, y + whole, ORDER, live);
        }
    }

    static void axpbyRow(int columns, float alpha, long x, float beta, long y) {
        FloatVector scale = FloatVector.broadcast(SPECIES, beta);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, y + j, ORDER)
                    .fma(
                            scale,
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER)
                                    .mul(alpha))
                    .intoMemorySegment(MEMORY, y + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, y + whole, ORDER, live)
                    .fma(
                            scale,
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                                    .mul(alpha))
                    .intoMemorySegment(MEMORY, y + whole, ORDER, live);
        }
    }

    @Override
    public void columnSums(int rows, int columns, long x, int ldx, long sums) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < rows; i++) {
                sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, row(x, ldx, i) + j, ORDER)
                        .add(sum);
            }
            sum.intoMemorySegment(MEMORY, sums + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < rows; i++) {
                sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, row(x, ldx, i) + whole, ORDER, live)
                        .add(sum);
            }
            sum.intoMemorySegment(MEMORY, sums + whole, ORDER, live);
        }
    }

    @Override
    public void logSoftmax(int rows, int columns, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            long from = row(x, ldx, i);
            float max = max(columns, from);
            double logSum = Math.log(sumOfExponentials(columns, from, max));
            shift(columns, from, max, (float) logSum, row(y, ldy, i));
        }
    }

    private static float max(int columns, long x) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            max = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER).max(max);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector rest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            max = rest.blend(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live), live)
                    .max(max);
        }
        return FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY).max(max).reduceLanes(VectorOperators.MAX);
    }

    private static float sumOfExponentials(int columns, long x, float max) {
        FloatVector sum = FloatVector.zero(SPECIES);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER)
                    .sub(max)
                    .lanewise(VectorOperators.EXP)
                    .add(sum);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector exponential = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                    .sub(max)
                    .lanewise(VectorOperators.EXP);
            sum = FloatVector.zero(SPECIES).blend(exponential, live).add(sum);
        }
        return FloatVector.zero(SPECIES).add(sum).reduceLanes(VectorOperators.ADD);
    }

    /** y = (x - max) - logSum, in this order: the difference of the large numbers is exact first. */
    private static void shift(int columns, long x, float max, float logSum, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + j, ORDER)
                    .sub(max)
                    .sub(logSum)
                    .intoMemorySegment(MEMORY, y + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                    .sub(max)
                    .sub(logSum)
                    .intoMemorySegment(MEMORY, y + whole, ORDER, live);
        }
    }

    @Override
    public void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            long to = row(out, ldo, i);
            int label = Raw.getInt(labels + bytes(i));
            double target = 1.0 - Math.exp(Raw.get(row(p, ldp, i) + bytes(label)));
            negativeProbabilities(columns, row(p, ldp, i), scale, to);
            Raw.set(to + bytes(label), scale * (float) target);
        }
    }

    private static void negativeProbabilities(int columns, long p, float scale, long out) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, p + j, ORDER)
                    .lanewise(VectorOperators.EXP)
                    .mul(-scale)
                    .intoMemorySegment(MEMORY, out + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, p + whole, ORDER, live)
                    .lanewise(VectorOperators.EXP)
                    .mul(-scale)
                    .intoMemorySegment(MEMORY, out + whole, ORDER, live);
        }
    }

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
            momentumRow(columns, row(w, ldw, i), row(g, ldg, i), row(v, ldv, i), learningRate, momentum);
        }
    }

    private static void momentumRow(int columns, long w, long g, long v, float learningRate, float momentum) {
        FloatVector decay = FloatVector.broadcast(SPECIES, momentum);
        FloatVector step = FloatVector.broadcast(SPECIES, -learningRate);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector velocity = decay.fma(
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, v + j, ORDER),
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, g + j, ORDER));
            velocity.intoMemorySegment(MEMORY, v + j, ORDER);
            step.fma(velocity, FloatVector.fromMemorySegment(SPECIES, MEMORY, w + j, ORDER))
                    .intoMemorySegment(MEMORY, w + j, ORDER);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % LANES);
            FloatVector velocity = decay.fma(
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, v + whole, ORDER, live),
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, g + whole, ORDER, live));
            velocity.intoMemorySegment(MEMORY, v + whole, ORDER, live);
            step.fma(velocity, FloatVector.fromMemorySegment(SPECIES, MEMORY, w + whole, ORDER, live))
                    .intoMemorySegment(MEMORY, w + whole, ORDER, live);
        }
    }

    private static long row(long base, int ld, int index) {
        return base + (long) index * ld * Float.BYTES;
    }

    private static long bytes(int floats) {
        return (long) floats * Float.BYTES;
    }

    private static long wholeBytes(int columns) {
        return (long) (columns / LANES) * BYTES;
    }
}
