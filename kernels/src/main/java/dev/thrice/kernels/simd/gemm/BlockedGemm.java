package dev.thrice.kernels.simd.gemm;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The general product: five loops around a tile in registers (Goto &amp; van de Geijn 2008; Van Zee &amp; van de Geijn 2015), of which
 * these are the outer three: they choose blocks and pack them. Each operand is read in place or packed; a small product is one block that
 * reads in place what it can.
 *
 * <p>For every element of C terms are summed in ascending k, in runs of KC; m, n and what is packed do not change the bits.
 */
final class BlockedGemm implements GemmKernel {
    private final BlockPlan plan;
    private final float beta;
    private final MacroKernel block;
    private final MemorySegment packedA;
    private final MemorySegment packedB;

    BlockedGemm(GemmSpec spec) {
        plan = BlockPlan.of(spec, Tuning.CURRENT);
        beta = spec.beta();
        Arena arena = Arena.ofAuto(); // freed with this plan
        packedA = arena.allocate(plan.bytesOfA(), CacheLine.BYTES);
        packedB = arena.allocate(plan.bytesOfB(), CacheLine.BYTES);
        block = new MacroKernel(plan, spec, packedB, arena);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        block.begin(b, c, d, ldd, sums);
        int n = plan.n();
        int k = plan.k();
        for (int j = 0, columns; j < n; j += columns) {
            columns = Math.min(plan.nc(), n - j);
            block.columns(j, columns);
            int p = 0;
            do { // once even where k is 0: C has to become beta C
                int depth = Math.min(plan.kc(), k - p);
                block.depth(blockOfB(b, p, depth, j, columns), depth, p == 0 ? beta : 1f, p + depth == k);
                rows(a, p, depth);
                p += depth;
            } while (p < k);
        }
    }

    @Override
    public String description() {
        return plan.toString();
    }

    private void rows(long a, int p, int depth) {
        int m = plan.m();
        for (int i = 0, rows; i < m; i += rows) {
            rows = Math.min(plan.mc(), m - i);
            block.rows(blockOfA(a, i, rows, p, depth), i, rows);
        }
    }

    private long blockOfA(long a, int i, int rows, int p, int depth) {
        Strided strides = plan.a().strides();
        long from = a + i * strides.row() + p * strides.column();
        return switch (plan.a().form()) {
            case IN_PLACE -> from;
            case PACKED -> {
                Packing.rows(from, strides.row(), strides.column(), rows, depth, packedA.address());
                yield packedA.address();
            }
            case COMES_PACKED -> a + BlockPacker.offsetA(plan.m(), i, p, depth);
        };
    }

    private long blockOfB(long b, int p, int depth, int j, int columns) {
        Strided strides = plan.b().strides();
        long from = b + p * strides.row() + j * strides.column();
        return switch (plan.b().form()) {
            case IN_PLACE -> from;
            case PACKED -> {
                Packing.columns(from, strides.row(), strides.column(), depth, columns, packedB.address());
                yield packedB.address();
            }
            case COMES_PACKED -> b + BlockPacker.offsetB(plan.n(), j, p, depth);
        };
    }
}
