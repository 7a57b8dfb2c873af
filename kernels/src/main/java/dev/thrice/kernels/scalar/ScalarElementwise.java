package dev.thrice.kernels.scalar;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.ElementwiseKernels;

/** The definitions, element by element; transcendental functions in float64, rounded once. */
public final class ScalarElementwise implements ElementwiseKernels {
    @Override
    public void fill(int rows, int columns, float value, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), value);
            }
        }
    }

    @Override
    public void tanh(int rows, int columns, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), (float) Math.tanh(Raw.get(at(x, ldx, i, j))));
            }
        }
    }

    @Override
    public void tanhDerivative(int rows, int columns, long v, int ldv, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float output = Raw.get(at(y, ldy, i, j));
                Raw.set(at(out, ldo, i, j), Raw.get(at(v, ldv, i, j)) * Math.fma(-output, output, 1f));
            }
        }
    }

    @Override
    public void addRow(int rows, int columns, long x, int ldx, long bias, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), Raw.get(at(x, ldx, i, j)) + Raw.get(at(bias, 0, 0, j)));
            }
        }
    }

    @Override
    public void axpby(int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float scaled = alpha * Raw.get(at(x, ldx, i, j));
                long out = at(y, ldy, i, j);
                Raw.set(out, beta == 0f ? scaled : Math.fma(beta, Raw.get(out), scaled));
            }
        }
    }

    @Override
    public void columnSums(int rows, int columns, long x, int ldx, long sums) {
        for (int j = 0; j < columns; j++) {
            float sum = 0f;
            for (int i = 0; i < rows; i++) {
                sum += Raw.get(at(x, ldx, i, j));
            }
            Raw.set(at(sums, 0, 0, j), sum);
        }
    }

    @Override
    public void logSoftmax(int rows, int columns, long x, int ldx, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < columns; j++) {
                max = Math.max(max, Raw.get(at(x, ldx, i, j)));
            }
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.exp((double) Raw.get(at(x, ldx, i, j)) - max);
            }
            double logSum = Math.log(sum);
            for (int j = 0; j < columns; j++) {
                double shifted = (double) Raw.get(at(x, ldx, i, j)) - max;
                Raw.set(at(y, ldy, i, j), (float) (shifted - logSum));
            }
        }
    }

    @Override
    public void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            int label = Raw.getInt(labels + (long) i * Integer.BYTES);
            for (int j = 0; j < columns; j++) {
                double target = j == label ? 1.0 : 0.0;
                double residual = target - Math.exp(Raw.get(at(p, ldp, i, j)));
                Raw.set(at(out, ldo, i, j), scale * (float) residual);
            }
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
            for (int j = 0; j < columns; j++) {
                float velocity = Math.fma(momentum, Raw.get(at(v, ldv, i, j)), Raw.get(at(g, ldg, i, j)));
                Raw.set(at(v, ldv, i, j), velocity);
                Raw.set(at(w, ldw, i, j), Math.fma(-learningRate, velocity, Raw.get(at(w, ldw, i, j))));
            }
        }
    }

    private static long at(long base, int ld, int row, int column) {
        return base + ((long) row * ld + column) * Float.BYTES;
    }
}
