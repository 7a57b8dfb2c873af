package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.simd.Simd.BYTES;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.OperandPacker;

/**
 * A whole operand in the blocks that {@link BlockedGemm} works through: for each KC of depth all of A's rows, or of B's columns, as
 * {@link Packing} lays out a block. So a block's place does not depend on the other operand.
 */
final class BlockPacker implements OperandPacker {
    private static final Tuning TUNING = Tuning.CURRENT;

    private final boolean packsA;
    private final int extent;
    private final int k;
    private final Strided strides;

    BlockPacker(GemmSpec spec) {
        packsA = spec.packed() == GemmSpec.Packed.A;
        extent = packsA ? spec.m() : spec.n();
        k = spec.k();
        strides = packsA ? Strided.of(spec.transposeA(), spec.lda()) : Strided.of(spec.transposeB(), spec.ldb());
    }

    /** Bytes from the start of packed A to the block of rows from i and of the given depth from p on. */
    static long offsetA(int m, int i, int p, int depth) {
        return ((long) p * m + (long) i * depth) * Float.BYTES;
    }

    /** Bytes from the start of packed B to the block of columns from j and of the given depth from p on. */
    static long offsetB(int n, int j, int p, int depth) {
        return ((long) p * Packing.vectors(n) + (long) Packing.vectors(j) * depth) * BYTES;
    }

    @Override
    public long bytes() {
        return packsA ? Packing.bytesOfRows(extent, k) : Packing.bytesOfColumns(extent, k);
    }

    @Override
    public void pack(long from, long to) {
        if (extent == 0) {
            return;
        }
        int kc = TUNING.depth(k);
        for (int p = 0, depth; p < k; p += depth) {
            depth = Math.min(kc, k - p);
            if (packsA) {
                long block = from + p * strides.column();
                Packing.rows(block, strides.row(), strides.column(), extent, depth, to + offsetA(extent, 0, p, depth));
            } else {
                packColumns(from + p * strides.row(), p, depth, to);
            }
        }
    }

    private void packColumns(long from, int p, int depth, long to) {
        int nc = TUNING.columns(extent);
        for (int j = 0, columns; j < extent; j += columns) {
            columns = Math.min(nc, extent - j);
            long block = from + j * strides.column();
            long target = to + offsetB(extent, j, p, depth);
            Packing.columns(block, strides.row(), strides.column(), depth, columns, target);
        }
    }
}
