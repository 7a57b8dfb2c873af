package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.LossKernels;

/** In float64, rounded once. */
final class ScalarLosses implements LossKernels {
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
