package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.elementwise.LossKernels;
import dev.thrice.kernels.memory.Raw;

/** In float64, rounded once. */
final class ScalarLosses implements LossKernels {
    @Override
    public double crossEntropy(
            int rows, int columns, long x, int ldx, long labels, float scale, long y, int ldy, long residual, int ldr) {
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            ScalarFunctions.logSoftmaxRow(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            loss -= Raw.get(at(y, ldy, i, Raw.getInt(labels + (long) i * Integer.BYTES)));
        }
        softmaxResidual(rows, columns, y, ldy, labels, scale, residual, ldr);
        return loss;
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
}
