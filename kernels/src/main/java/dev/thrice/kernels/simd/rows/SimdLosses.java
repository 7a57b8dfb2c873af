package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.at;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.elementwise.LossKernels;
import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.memory.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Row by row, or a step at a time for as many rows as the first-level cache holds. */
final class SimdLosses implements LossKernels {
    /** Logits, log-probabilities and residuals of so many elements are in the first-level cache together. */
    private static final int FLOATS_AT_ONCE = 2048;

    /** Of rows so narrow that the first-level cache holds many more. */
    private static final int MOST_ROWS_AT_ONCE = 128;

    private static final ThreadLocal<MemorySegment> SCRATCH = ThreadLocal.withInitial(
            () -> Arena.ofAuto().allocate(SoftmaxKernel.scratchBytes(MOST_ROWS_AT_ONCE), CacheLine.BYTES));

    /** From so many vectors on a row's own sums keep the processor busy enough. */
    private static final int NARROW_VECTORS = 4;

    @Override
    public double crossEntropy(
            int rows, int columns, long x, int ldx, long labels, float scale, long y, int ldy, long residual, int ldr) {
        double loss = 0;
        if (columns >= NARROW_VECTORS * LANES) {
            for (int i = 0; i < rows; i++) {
                int label = Raw.getInt(labels + bytes(i));
                loss -= SoftmaxKernel.crossEntropyRow(
                        columns, at(x, ldx, i, 0), label, scale, at(y, ldy, i, 0), at(residual, ldr, i, 0));
            }
            return loss;
        }
        int step = Math.clamp(FLOATS_AT_ONCE / columns, 1, MOST_ROWS_AT_ONCE);
        MemorySegment scratch = SCRATCH.get();
        for (int i = 0, some; i < rows; i += some) {
            some = Math.min(step, rows - i);
            loss -= SoftmaxKernel.crossEntropyOfNarrowRows(
                    some,
                    columns,
                    at(x, ldx, i, 0),
                    ldx,
                    labels + bytes(i),
                    scale,
                    at(y, ldy, i, 0),
                    ldy,
                    at(residual, ldr, i, 0),
                    ldr,
                    scratch);
        }
        return loss;
    }

    @Override
    public void softmaxResidual(int rows, int columns, long p, int ldp, long labels, float scale, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            int label = Raw.getInt(labels + bytes(i));
            double residual = 1.0 - Math.exp(Raw.get(at(p, ldp, i, label)));
            ExpKernel.matrix(1, columns, -scale, at(p, ldp, i, 0), ldp, at(out, ldo, i, 0), ldo);
            Raw.set(at(out, ldo, i, label), scale * (float) residual);
        }
    }
}
