package dev.thrice.kernels.simd;

import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.load;
import static dev.thrice.kernels.simd.Simd.store;

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
            store(values, y + j);
        }
        if (whole < bytes(columns)) {
            store(values, y + whole, Simd.tail(columns));
        }
    }

    @Override
    public void tanh(int rows, int columns, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            tanhRow(columns, row(x, ldx, i), row(y, ldy, i));
        }
    }

    private static void tanhRow(int columns, long x, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            store(load(x + j).lanewise(VectorOperators.TANH), y + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(x + whole, live).lanewise(VectorOperators.TANH), y + whole, live);
        }
    }

    @Override
    public void tanhDerivative(int rows, int columns, long v, int ldv, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            tanhDerivativeRow(columns, row(v, ldv, i), row(y, ldy, i), row(out, ldo, i));
        }
    }

    private static void tanhDerivativeRow(int columns, long v, long y, long out) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector output = load(y + j);
            store(load(v + j).mul(output.neg().fma(output, one)), out + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            FloatVector output = load(y + whole, live);
            store(load(v + whole, live).mul(output.neg().fma(output, one)), out + whole, live);
        }
    }

    @Override
    public void addRow(int rows, int columns, long x, int ldx, long bias, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            addRow(columns, row(x, ldx, i), bias, row(y, ldy, i));
        }
    }

    private static void addRow(int columns, long x, long bias, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            store(load(x + j).add(load(bias + j)), y + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(x + whole, live).add(load(bias + whole, live)), y + whole, live);
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

    private static void scaleRow(int columns, float alpha, long x, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            store(load(x + j).mul(alpha), y + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(x + whole, live).mul(alpha), y + whole, live);
        }
    }

    private static void axpbyRow(int columns, float alpha, long x, float beta, long y) {
        FloatVector scale = FloatVector.broadcast(SPECIES, beta);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            store(load(y + j).fma(scale, load(x + j).mul(alpha)), y + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(y + whole, live).fma(scale, load(x + whole, live).mul(alpha)), y + whole, live);
        }
    }

    @Override
    public void columnSums(int rows, int columns, long x, int ldx, long sums) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < rows; i++) {
                sum = sum.add(load(row(x, ldx, i) + j));
            }
            store(sum, sums + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < rows; i++) {
                sum = sum.add(load(row(x, ldx, i) + whole, live));
            }
            store(sum, sums + whole, live);
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
            max = max.max(load(x + j));
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            max = max.lanewise(VectorOperators.MAX, load(x + whole, live), live);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    private static float sumOfExponentials(int columns, long x, float max) {
        FloatVector sum = FloatVector.zero(SPECIES);
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            sum = sum.add(load(x + j).sub(max).lanewise(VectorOperators.EXP));
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            FloatVector exponential = load(x + whole, live).sub(max).lanewise(VectorOperators.EXP);
            sum = sum.add(exponential, live);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** y = (x - max) - logSum, in this order: the difference of the large numbers is exact first. */
    private static void shift(int columns, long x, float max, float logSum, long y) {
        long whole = wholeBytes(columns);
        for (long j = 0; j < whole; j += BYTES) {
            store(load(x + j).sub(max).sub(logSum), y + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(x + whole, live).sub(max).sub(logSum), y + whole, live);
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
            store(load(p + j).lanewise(VectorOperators.EXP).mul(-scale), out + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            store(load(p + whole, live).lanewise(VectorOperators.EXP).mul(-scale), out + whole, live);
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
            FloatVector velocity = decay.fma(load(v + j), load(g + j));
            store(velocity, v + j);
            store(step.fma(velocity, load(w + j)), w + j);
        }
        if (whole < bytes(columns)) {
            VectorMask<Float> live = Simd.tail(columns);
            FloatVector velocity = decay.fma(load(v + whole, live), load(g + whole, live));
            store(velocity, v + whole, live);
            store(step.fma(velocity, load(w + whole, live)), w + whole, live);
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
