package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.simd.rows.SimdArithmetic;
import dev.thrice.kernels.simd.tiles.AccumulatingTiles;
import dev.thrice.kernels.simd.tiles.EdgeTiles;
import dev.thrice.kernels.simd.tiles.OverwritingTiles;
import dev.thrice.kernels.simd.tiles.PanelTiles;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
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
    private static final Tuning TUNING = Tuning.CURRENT;

    /** Vectors of the largest tile that adds to C where it lies; see GemmTilesGenerator. */
    private static final int MOST_WITH_SUM = 8;

    /** A block of C that is not larger waits for the epilogue as a whole: long rows are done faster than a panel's. */
    private static final int FLOATS_IN_ONE = 8192;

    /** Of a larger one, rows of a panel that wait for the epilogue: few enough to be in the first-level cache, enough to share a call. */
    private static final int EPILOGUE_ROWS = 32;

    private final int m;
    private final int n;
    private final int k;
    private final Strided a;
    private final Strided b;
    private final long rowC;
    private final float alpha;
    private final float beta;
    private final BlockEpilogue epilogue;
    private final int kc;
    private final int mc;
    private final int nc;

    /** Whether op(A), and op(B), are read packed, by this plan or beforehand, or in place. */
    private final boolean packedA;

    private final boolean packedB;
    private final boolean aComesPacked;
    private final boolean bComesPacked;
    private final MemorySegment blockA;
    private final MemorySegment blockB;

    /** A tile of the product that is then added to C. */
    private final MemorySegment product;

    // Of the run, and the block, at work.
    private boolean packsEdge;
    private float scaleC;
    private boolean last;
    private boolean inOne;
    private long rowD;

    BlockedGemm(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.alpha() == 0f ? 0 : spec.k();
        a = Strided.of(spec.transposeA(), spec.lda());
        b = Strided.of(spec.transposeB(), spec.ldb());
        rowC = bytes(spec.ldc());
        alpha = k == 0 ? 0f : spec.alpha(); // an infinite alpha times nothing is nothing
        beta = spec.beta();
        epilogue = new BlockEpilogue(spec.epilogue());
        boolean large = m >= TUNING.packedFrom() && n >= TUNING.packedFrom() && k >= TUNING.packedFrom();
        boolean strided = spec.transposeA() == Transpose.YES
                && m > TUNING.mc()
                && k > TUNING.packedFrom() / 2
                && (n >= TUNING.packedFrom() || a.collides(TUNING.depth(k)));
        aComesPacked = spec.packed() == GemmSpec.Packed.A;
        bComesPacked = spec.packed() == GemmSpec.Packed.B;
        boolean far = a.column() * TUNING.depth(k) >= Simd.FENCE; // beyond what the tiles reach
        packedA = aComesPacked || large || strided || far; // A transposed has its columns in lines far apart
        boolean wide = n >= Tuning.TILE_VECTORS * LANES; // there is a tile that walks packed panels of both
        packedB = bComesPacked || large || (strided && wide) || spec.transposeB() == Transpose.YES;
        mc = packedA ? TUNING.rows(m) : Math.max(1, m);
        kc = TUNING.depth(k);
        nc = packedB ? TUNING.columns(n) : Math.max(1, n);
        Arena arena = Arena.ofAuto(); // freed with this plan
        product = arena.allocate((long) Tuning.NARROW_ROWS * Tuning.TILE_VECTORS * BYTES, CacheLine.BYTES);
        blockA = arena.allocate(
                packedA && !aComesPacked ? Packing.bytesOfRows(Math.min(mc, m), kc) : 0, CacheLine.BYTES);
        int columns = bComesPacked ? 0 : packedB ? Math.min(nc, n) : Math.min(n, Tuning.TILE_VECTORS * LANES);
        blockB = arena.allocate(columns == 0 ? 0 : Packing.bytesOfColumns(columns, kc), CacheLine.BYTES);
    }

    @Override
    public void run(long addressA, long addressB, long c, long d, int ldd, long sums) {
        epilogue.begin(n, sums);
        rowD = bytes(ldd);
        long endB = addressB + (k - 1) * b.row() + bytes(n);
        packsEdge = !packedB && n % LANES != 0 && k > 0 && !Simd.readsOn(endB, BYTES);
        for (int j = 0, columns; j < n; j += columns) {
            columns = Math.min(nc, n - j);
            long offset = bytes(j);
            int p = 0;
            do { // once even where k is 0: C has to become beta C
                int depth = Math.min(kc, k - p);
                long block = addressB + p * b.row() + j * b.column();
                if (bComesPacked) {
                    block = addressB + BlockPacker.offsetB(n, j, p, depth);
                } else if (packedB) {
                    Packing.columns(block, b.row(), b.column(), depth, columns, blockB.address());
                    block = blockB.address();
                }
                scaleC = p == 0 ? beta : 1f;
                last = p + depth == k;
                rows(addressA, p, block, c + offset, d + offset, sums + offset, columns, depth);
                p += depth;
            } while (p < k);
        }
    }

    private void rows(long addressA, int p, long blockB, long c, long d, long sums, int columns, int depth) {
        for (int i = 0, rows; i < m; i += rows) {
            rows = Math.min(mc, m - i);
            long block = addressA + i * a.row() + p * a.column();
            if (aComesPacked) {
                block = addressA + BlockPacker.offsetA(m, i, p, depth);
            } else if (packedA) {
                Packing.rows(block, a.row(), a.column(), rows, depth, blockA.address());
                block = blockA.address();
            }
            inOne = (long) rows * columns <= FLOATS_IN_ONE;
            panels(block, blockB, c + i * rowC, d + i * rowD, sums, rows, columns, depth);
            if (last && inOne) {
                epilogue.apply(rows, columns, c + i * rowC, rowC, d + i * rowD, rowD, sums);
            }
        }
    }

    /** The panels of a block's columns, of about equal width. */
    private void panels(long fromA, long fromB, long c, long d, long sums, int rows, int columns, int depth) {
        int vectors = Packing.vectors(columns);
        int panels = Packing.panels(vectors);
        for (int panel = 0; panel < panels; panel++) {
            int first = Packing.firstVector(panel, panels, vectors);
            int width = Packing.firstVector(panel + 1, panels, vectors) - first;
            long at = first * BYTES;
            int live = Math.min(columns - first * LANES, width * LANES);
            long panelB = packedB ? fromB + at * depth : fromB + at;
            long stepB = packedB ? width * BYTES : b.row();
            if (packsEdge && live < width * LANES) {
                Packing.columns(panelB, stepB, b.column(), depth, live, blockB.address());
                panelB = blockB.address();
                stepB = width * BYTES;
            }
            tiles(fromA, panelB, stepB, c + at, d + at, sums + at, rows, width, live, depth);
        }
    }

    /** The tiles of a panel, from top to bottom. */
    private void tiles(
            long fromA, long panelB, long stepB, long c, long d, long sums, int rows, int width, int live, int depth) {
        int finished = 0;
        for (int i = 0; i < rows; ) {
            int height = packedA ? Packing.height(rows - i) : height(rows - i, width);
            long tileC = c + i * rowC;
            if (packedA) {
                long tileA = fromA + (long) i * depth * Float.BYTES;
                tile(height, width, live, depth, tileA, Float.BYTES, bytes(height), panelB, stepB, tileC);
            } else {
                tile(height, width, live, depth, fromA + i * a.row(), a.row(), a.column(), panelB, stepB, tileC);
            }
            i += height;
            if (last && !inOne && (i == rows || i - finished >= EPILOGUE_ROWS)) {
                long first = c + finished * rowC;
                epilogue.apply(i - finished, live, first, rowC, d + finished * rowD, rowD, sums);
                finished = i;
            }
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
        boolean panel = packedA && packedB && height == Tuning.TILE_ROWS && width == Tuning.TILE_VECTORS;
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
        if (panel && sums && whole) {
            PanelTiles.add4x3(at, tileC, rowC, scaleC);
        } else if (aside) {
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
        return width == 1 && rowsLeft >= Tuning.NARROW_ROWS ? Tuning.NARROW_ROWS : Packing.height(rowsLeft);
    }
}
