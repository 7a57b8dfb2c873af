package dev.thrice.kernels.simd;

import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;

import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The general product: five loops around a tile in registers (Goto &amp; van de Geijn 2008; Van Zee &amp; van de Geijn 2015).
 * Each operand is read in place or packed; a small product is one block that reads in place what it can.
 *
 * <p>For every element of C terms are summed in ascending k, in runs of KC; m, n and what is packed do not change the bits.
 */
final class BlockedGemm implements GemmKernel {
    private static final Tuning TUNING = Tuning.TABLE;

    /** Vectors of the largest tile that adds to C where it lies; see GemmTilesGenerator. */
    private static final int MOST_WITH_SUM = 8;

    private final int m;
    private final int n;
    private final int k;
    private final Strided a;
    private final Strided b;
    private final long rowC;
    private final float alpha;
    private final float beta;
    private final BlockEpilogue epilogue;
    private final int mc;
    private final int nc;

    /** Whether blocks of op(A), and of op(B), are packed, or the operand is read in place. */
    private final boolean packsA;

    private final boolean packsB;
    private final MemorySegment packedA;
    private final MemorySegment packedB;

    /** A tile of the product that is then added to C. */
    private final MemorySegment product;

    // Of the run, and the block, at work.
    private boolean packsEdge;
    private float scaleC;
    private boolean last;
    private long rowD;

    /** An operand as op() has it: bytes from one row, and from one column, to the next. */
    private record Strided(long row, long column) {
        static Strided of(Transpose transpose, int ld) {
            long stride = (long) ld * Float.BYTES;
            return transpose == Transpose.NO ? new Strided(stride, Float.BYTES) : new Strided(Float.BYTES, stride);
        }
    }

    BlockedGemm(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.alpha() == 0f ? 0 : spec.k();
        a = Strided.of(spec.transposeA(), spec.lda());
        b = Strided.of(spec.transposeB(), spec.ldb());
        rowC = (long) spec.ldc() * Float.BYTES;
        alpha = k == 0 ? 0f : spec.alpha(); // an infinite alpha times nothing is nothing
        beta = spec.beta();
        epilogue = BlockEpilogue.of(spec.epilogue());
        boolean large = m >= TUNING.packedFrom() && n >= TUNING.packedFrom() && k >= TUNING.packedFrom();
        boolean strided = spec.transposeA() == Transpose.YES && m > TUNING.mc() && k > TUNING.packedFrom() / 4;
        packsA = large || strided; // A transposed has its columns in lines far apart
        packsB = large || spec.transposeB() == Transpose.YES;
        mc = packsA ? TUNING.mc() : Math.max(1, m);
        nc = packsB ? TUNING.nc() : Math.max(1, n);
        Arena arena = Arena.ofAuto(); // freed with this plan
        int kc = Math.min(k, TUNING.kc());
        product = arena.allocate((long) TUNING.narrowRows() * TUNING.tileVectors() * BYTES, BYTES);
        long beyond = Transposing.SIDE; // steps that packing may write behind the end
        packedA = arena.allocate(
                packsA ? (Math.min(mc, m) * (long) kc + TUNING.tileRows() * beyond) * Float.BYTES : 0, BYTES);
        int packedVectors = packsB ? Packing.vectors(Math.min(nc, n)) : n % LANES == 0 ? 0 : TUNING.tileVectors();
        packedB = arena.allocate(packedVectors * BYTES * kc + TUNING.tileVectors() * BYTES * beyond, BYTES);
    }

    @Override
    public void run(long addressA, long addressB, long c, long d, int ldd) {
        rowD = (long) ldd * Float.BYTES;
        packsEdge = !packsB
                && n % LANES != 0
                && k > 0
                && !Simd.readsOn(addressB + (k - 1) * b.row + (long) n * Float.BYTES, BYTES);
        for (int j = 0; j < n; j += nc) {
            int columns = Math.min(nc, n - j);
            long offset = (long) j * Float.BYTES;
            int p = 0;
            do { // once even where k is 0: C has to become beta C
                int depth = Math.min(TUNING.kc(), k - p);
                long block = addressB + p * b.row + j * b.column;
                if (packsB) {
                    Packing.columns(block, b.row, b.column, depth, columns, packedB.address());
                    block = packedB.address();
                }
                scaleC = p == 0 ? beta : 1f;
                last = p + depth == k;
                rows(addressA + p * a.column, block, c + offset, d + offset, columns, depth);
                p += depth;
            } while (p < k);
        }
    }

    private void rows(long addressA, long blockB, long c, long d, int columns, int depth) {
        for (int i = 0; i < m; i += mc) {
            int rows = Math.min(mc, m - i);
            long block = addressA + i * a.row;
            if (packsA) {
                Packing.rows(block, a.row, a.column, rows, depth, packedA.address());
                block = packedA.address();
            }
            panels(block, blockB, c + i * rowC, d + i * rowD, rows, columns, depth);
        }
    }

    /** The panels of a block's columns, of about equal width. */
    private void panels(long blockA, long blockB, long c, long d, int rows, int columns, int depth) {
        int vectors = Packing.vectors(columns);
        int panels = Packing.panels(vectors);
        for (int panel = 0; panel < panels; panel++) {
            int first = Packing.firstVector(panel, panels, vectors);
            int width = Packing.firstVector(panel + 1, panels, vectors) - first;
            long at = first * BYTES;
            int live = Math.min(columns - first * LANES, width * LANES);
            if (packsB) {
                tiles(blockA, blockB + at * depth, width * BYTES, c + at, d + at, rows, width, live, depth);
            } else if (packsEdge && live < width * LANES) {
                Packing.columns(blockB + at, b.row, b.column, depth, live, packedB.address());
                tiles(blockA, packedB.address(), width * BYTES, c + at, d + at, rows, width, live, depth);
            } else {
                tiles(blockA, blockB + at, b.row, c + at, d + at, rows, width, live, depth);
            }
        }
    }

    /** The tiles of a panel, from top to bottom. */
    private void tiles(long blockA, long panelB, long stepB, long c, long d, int rows, int width, int live, int depth) {
        for (int i = 0; i < rows; ) {
            int height = packsA ? Packing.height(rows - i) : height(rows - i, width);
            long tileC = c + i * rowC;
            if (packsA) {
                long tileA = blockA + (long) i * depth * Float.BYTES;
                long step = (long) height * Float.BYTES;
                tile(height, width, live, depth, tileA, Float.BYTES, step, panelB, stepB, tileC);
            } else {
                tile(height, width, live, depth, blockA + i * a.row, a.row, a.column, panelB, stepB, tileC);
            }
            if (last) {
                epilogue.apply(height, live, tileC, rowC, d + i * rowD, rowD);
            }
            i += height;
        }
    }

    private void tile(
            int height,
            int width,
            int live,
            int depth,
            long tileA,
            long rowA,
            long stepA,
            long panelB,
            long stepB,
            long tileC) {
        boolean whole = live == width * LANES;
        boolean panel = packsA && packsB && height == TUNING.tileRows() && width == TUNING.tileVectors();
        boolean sums = scaleC != 0f;
        if (!panel && whole && sums && height * width <= MOST_WITH_SUM) {
            AccumulatingTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, tileC, rowC, alpha, scaleC);
            return;
        }
        if (!panel && !whole && !sums) {
            int liveInLast = live - (width - 1) * LANES;
            EdgeTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, tileC, rowC, alpha, liveInLast);
            return;
        }
        boolean aside = sums || !whole;
        long at = aside ? product.address() : tileC;
        long rowAt = aside ? width * BYTES : rowC;
        if (panel) {
            PanelTiles.tile4x3(depth, tileA, panelB, at, rowAt, alpha);
        } else {
            OverwritingTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, at, rowAt, alpha);
        }
        if (aside) {
            add(height, live, rowAt, tileC);
        }
    }

    /** c = product + scaleC c, for a tile whose product was put aside. */
    private void add(int height, int live, long rowProduct, long c) {
        for (int i = 0; i < height; i++) {
            long from = product.address() + i * rowProduct;
            if (scaleC == 0f) {
                SimdArithmetic.scaleRow(live, 1f, from, c + i * rowC);
            } else {
                SimdArithmetic.axpbyRow(live, 1f, from, scaleC, c + i * rowC, c + i * rowC);
            }
        }
    }

    private static int height(int rowsLeft, int width) {
        return width == 1 && rowsLeft >= TUNING.narrowRows() ? TUNING.narrowRows() : Packing.height(rowsLeft);
    }
}
