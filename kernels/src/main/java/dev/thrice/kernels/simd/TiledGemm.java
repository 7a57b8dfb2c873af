package dev.thrice.kernels.simd;

import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Transpose;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A product as tiles of C. A is read in place, whatever its orientation. B is read in place where its rows are whole
 * vectors of op(B); else it is first copied to [k x n] rows padded to whole vectors.
 */
final class TiledGemm implements GemmKernel {
    private static final int TILE_ROWS = 4;
    private static final int TILE_VECTORS = 4;

    private final int m;
    private final int n;
    private final int k;
    private final long rowA;
    private final long stepA;
    private final long columnB;
    private final long stepB;
    private final long rowC;
    private final float alpha;
    private final float beta;

    /** Rows of op(B), packed; of length 0 where B is read in place. */
    private final MemorySegment packedB;

    /** A tile of C whose last vector is not whole, before its live lanes are copied out. */
    private final MemorySegment edge;

    TiledGemm(GemmSpec spec) {
        boolean plainA = spec.transposeA() == Transpose.NO;
        boolean plainB = spec.transposeB() == Transpose.NO;
        m = spec.m();
        n = spec.n();
        k = spec.alpha() == 0f ? 0 : spec.k();
        rowA = bytes(plainA ? spec.lda() : 1);
        stepA = bytes(plainA ? 1 : spec.lda());
        columnB = bytes(plainB ? 1 : spec.ldb());
        stepB = bytes(plainB ? spec.ldb() : 1);
        rowC = bytes(spec.ldc());
        alpha = spec.alpha();
        beta = spec.beta();
        boolean pack = !plainB || n % Simd.LANES != 0;
        Arena arena = Arena.ofAuto(); // freed with this plan
        packedB = arena.allocate(pack ? k * paddedRow() : 0, Simd.BYTES);
        edge = arena.allocate(TILE_ROWS * TILE_VECTORS * Simd.BYTES, Simd.BYTES);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd) {
        if (packedB.byteSize() > 0) {
            pack(b);
            tiles(a, packedB.address(), paddedRow(), c);
        } else {
            tiles(a, b, stepB, c);
        }
    }

    private void tiles(long a, long b, long rowB, long c) {
        int vectors = (n + Simd.LANES - 1) / Simd.LANES;
        for (int v = 0; v < vectors; v += TILE_VECTORS) {
            int width = Math.min(TILE_VECTORS, vectors - v);
            boolean whole = (v + width) * Simd.LANES <= n;
            long bytes = v * Simd.BYTES;
            for (int i = 0; i < m; ) {
                int height = height(m - i);
                if (whole) {
                    GemmTiles.run(
                            height,
                            width,
                            k,
                            a + i * rowA,
                            rowA,
                            stepA,
                            b + bytes,
                            rowB,
                            c + i * rowC + bytes,
                            rowC,
                            alpha,
                            beta);
                } else {
                    edgeTile(height, width, a + i * rowA, b + bytes, rowB, c + i * rowC + bytes, n - v * Simd.LANES);
                }
                i += height;
            }
        }
    }

    private static int height(int rowsLeft) {
        return rowsLeft >= TILE_ROWS ? TILE_ROWS : rowsLeft >= 2 ? 2 : 1;
    }

    private void edgeTile(int height, int width, long a, long b, long rowB, long c, int columns) {
        long rowEdge = width * Simd.BYTES;
        GemmTiles.run(height, width, k, a, rowA, stepA, b, rowB, edge.address(), rowEdge, alpha, 0f);
        for (int i = 0; i < height; i++) {
            copyRow(edge.address() + i * rowEdge, c + i * rowC, columns);
        }
    }

    /** c = product + beta c for one row of an edge tile. */
    private void copyRow(long product, long c, int columns) {
        FloatVector scale = FloatVector.broadcast(Simd.SPECIES, beta);
        for (int j = 0; j < columns; j += Simd.LANES) {
            VectorMask<Float> live = Simd.SPECIES.indexInRange(j, columns);
            FloatVector value = Simd.load(product + bytes(j));
            if (beta != 0f) {
                value = Simd.load(c + bytes(j), live).fma(scale, value);
            }
            Simd.store(value, c + bytes(j), live);
        }
    }

    /** Copies op(B) to rows of whole vectors. The padding was zeroed at allocation and is never written. */
    private void pack(long b) {
        long to = packedB.address();
        for (int p = 0; p < k; p++, to += paddedRow()) {
            long from = b + p * stepB;
            for (int j = 0; j < n; j++) {
                Raw.set(to + bytes(j), Raw.get(from + j * columnB));
            }
        }
    }

    private long paddedRow() {
        return (n + Simd.LANES - 1) / Simd.LANES * Simd.BYTES;
    }

    private static long bytes(int floats) {
        return (long) floats * Float.BYTES;
    }
}
