package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.LossKernels;

/** Row by row. */
final class SimdLosses implements LossKernels {
    @Override
    public void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            long from = at(p, ldp, i, 0);
            long to = at(out, ldo, i, 0);
            long label = bytes(Raw.getInt(labels + bytes(i)));
            double residual = 1.0 - Math.exp(Raw.get(from + label));
            ExpKernel.scaledRow(columns, -scale, from, to);
            Raw.set(to + label, scale * (float) residual);
        }
    }
}
