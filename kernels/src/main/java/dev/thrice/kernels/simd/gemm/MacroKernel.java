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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The product of one block of op(A) and one of op(B): the inner two loops, over panels of columns and over the tiles of each. Where the block
 * is comes in the order of the outer loops: {@link #begin}, {@link #columns}, {@link #depth}, {@link #rows}; what has been said stands
 * until it is said anew, so that a run allocates nothing and no call takes a dozen arguments.
 */
final class MacroKernel {
    /** Vectors of the largest tile that adds to C where it lies; see GemmTilesGenerator. */
    private static final int MOST_WITH_SUM = 8;

    /** A block of C that is not larger waits for the epilogue as a whole: long rows are done faster than a panel's. */
    private static final int FLOATS_IN_ONE = 8192;

    /** Of a larger one, rows of a panel that wait for the epilogue: few enough to be in the first-level cache, enough to share a call. */
    private static final int EPILOGUE_ROWS = 32;

    private final int n;
    private final int k;
    private final Strided a;
    private final Strided b;
    private final boolean packedA;
    private final boolean packedB;
    private final long rowC;
    private final float alpha;
    private final BlockEpilogue epilogue;

    /** The last panel of B, packed where a load of its edge could pass the end of memory. */
    private final MemorySegment edge;

    /** A tile of the product that is then added to C. */
    private final MemorySegment product;

    // Of the run.
    private long c;
    private long d;
    private long rowD;
    private long sums;
    private boolean packsEdge;

    // Of the block.
    private int firstColumn;
    private int columns;
    private long blockB;
    private int depth;
    private float scaleC;
    private boolean last;
    private boolean inOne;

    // Of the panel.
    private int width;
    private int live;
    private long panelB;
    private long stepB;

    MacroKernel(BlockPlan plan, GemmSpec spec, MemorySegment edge, Arena arena) {
        n = plan.n();
        k = plan.k();
        a = plan.a().strides();
        b = plan.b().strides();
        packedA = plan.a().form().isPacked();
        packedB = plan.b().form().isPacked();
        rowC = bytes(spec.ldc());
        alpha = k == 0 ? 0f : spec.alpha(); // an infinite alpha times nothing is nothing
        epilogue = new BlockEpilogue(spec.epilogue());
        this.edge = edge;
        product = arena.allocate((long) Tuning.NARROW_ROWS * Tuning.TILE_VECTORS * BYTES, CacheLine.BYTES);
    }

    void begin(long addressB, long addressC, long addressD, int ldd, long addressOfSums) {
        epilogue.begin(n, addressOfSums);
        c = addressC;
        d = addressD;
        rowD = bytes(ldd);
        sums = addressOfSums;
        long endB = addressB + (k - 1) * b.row() + bytes(n);
        packsEdge = !packedB && n % LANES != 0 && k > 0 && !Simd.readsOn(endB, BYTES);
    }

    void columns(int first, int count) {
        firstColumn = first;
        columns = count;
    }

    /** C is scaled as the block is added; after the last block its elements are whole, and get their epilogue. */
    void depth(long addressOfBlockB, int steps, float scaleOfC, boolean isLast) {
        blockB = addressOfBlockB;
        depth = steps;
        scaleC = scaleOfC;
        last = isLast;
    }

    /** Computes the block. */
    void rows(long blockA, int first, int rows) {
        inOne = (long) rows * columns <= FLOATS_IN_ONE;
        long at = bytes(firstColumn);
        long blockC = c + first * rowC + at;
        long blockD = d + first * rowD + at;
        int vectors = Packing.vectors(columns);
        int panels = Packing.panels(vectors);
        for (int panel = 0; panel < panels; panel++) {
            int from = Packing.firstVector(panel, panels, vectors);
            begin(from, Packing.firstVector(panel + 1, panels, vectors) - from);
            tiles(blockA, blockC + from * BYTES, blockD + from * BYTES, sums + at + from * BYTES, rows);
        }
        if (last && inOne) {
            epilogue.apply(rows, columns, blockC, rowC, blockD, rowD, sums + at);
        }
    }

    /** Begins a panel; they are of about equal width. */
    private void begin(int from, int vectors) {
        width = vectors;
        live = Math.min(columns - from * LANES, vectors * LANES);
        panelB = packedB ? blockB + from * BYTES * depth : blockB + from * BYTES;
        stepB = packedB ? vectors * BYTES : b.row();
        if (packsEdge && live < vectors * LANES) {
            Packing.columns(panelB, stepB, b.column(), depth, live, edge.address());
            panelB = edge.address();
            stepB = vectors * BYTES;
        }
    }

    /** The tiles of a panel, from top to bottom. */
    private void tiles(long blockA, long panelC, long panelD, long panelOfSums, int rows) {
        int finished = 0;
        for (int i = 0; i < rows; ) {
            int height = packedA ? Packing.height(rows - i) : height(rows - i);
            long tileC = panelC + i * rowC;
            if (packedA) {
                tile(height, blockA + (long) i * depth * Float.BYTES, Float.BYTES, bytes(height), tileC);
            } else {
                tile(height, blockA + i * a.row(), a.row(), a.column(), tileC);
            }
            i += height;
            if (last && !inOne && (i == rows || i - finished >= EPILOGUE_ROWS)) {
                long first = panelC + finished * rowC;
                epilogue.apply(i - finished, live, first, rowC, panelD + finished * rowD, rowD, panelOfSums);
                finished = i;
            }
        }
    }

    private int height(int rowsLeft) {
        return width == 1 && rowsLeft >= Tuning.NARROW_ROWS ? Tuning.NARROW_ROWS : Packing.height(rowsLeft);
    }

    private void tile(int height, long tileA, long rowA, long stepA, long tileC) {
        boolean whole = live == width * LANES;
        boolean panel = packedA && packedB && height == Tuning.TILE_ROWS && width == Tuning.TILE_VECTORS;
        boolean adds = scaleC != 0f;
        if (!panel && whole && adds && height * width <= MOST_WITH_SUM) {
            AccumulatingTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, tileC, rowC, alpha, scaleC);
            return;
        }
        if (!panel && !whole && !adds) {
            int liveInLast = live - (width - 1) * LANES;
            EdgeTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, tileC, rowC, alpha, liveInLast);
            return;
        }
        boolean aside = adds || !whole;
        long at = aside ? product.address() : tileC;
        long rowAt = aside ? width * BYTES : rowC;
        if (panel) {
            PanelTiles.tile4x3(depth, tileA, panelB, at, rowAt, alpha);
        } else {
            OverwritingTiles.run(height, width, depth, tileA, rowA, stepA, panelB, stepB, at, rowAt, alpha);
        }
        if (panel && adds && whole) {
            PanelTiles.add4x3(at, tileC, rowC, scaleC);
        } else if (aside) {
            add(height, rowAt, tileC);
        }
    }

    /** c = product + scaleC c, for a tile whose product was put aside. */
    private void add(int height, long rowProduct, long tileC) {
        for (int i = 0; i < height; i++) {
            long from = product.address() + i * rowProduct;
            long to = tileC + i * rowC;
            if (scaleC == 0f) {
                SimdArithmetic.scaleRow(live, 1f, from, to);
            } else {
                SimdArithmetic.axpbyRow(live, 1f, from, scaleC, to, to);
            }
        }
    }
}
