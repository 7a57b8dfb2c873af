package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_1;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_2;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_4;
import static dev.thrice.kernels.simd.RowReductions.PARTNER_8;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.simd.Transposing;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * C = alpha A B^T + beta C for few rows or columns of C and a depth of many vectors: each element is a dot product of a row of A with a row of B as it is
 * stored, so nothing is packed. One or two rows of A and four of B at a time share their loads. The sums go through memory to
 * have their lanes added up, four at a time, which keeps each method small enough for C2 to inline all of it.
 */
final class DotGemm implements GemmKernel {
    private static final int ROWS = 2;
    private static final int COLUMNS = 4;

    private static final VectorMask<Float> HIGH_1 = Transposing.high(SPECIES, 1);
    private static final VectorMask<Float> HIGH_2 = Transposing.high(SPECIES, 2);

    private final int m;
    private final int n;
    private final int k;
    private final long rowA;
    private final long rowB;
    private final long rowC;
    private final float alpha;
    private final float beta;
    private final BlockEpilogue epilogue;

    /** A vector of partial sums for each element of a tile. */
    private final MemorySegment sums = Arena.ofAuto().allocate(ROWS * COLUMNS * BYTES, CacheLine.BYTES);

    DotGemm(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.k();
        rowA = bytes(spec.lda());
        rowB = bytes(spec.ldb());
        rowC = bytes(spec.ldc());
        alpha = spec.alpha();
        beta = spec.beta();
        epilogue = new BlockEpilogue(spec.epilogue());
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        epilogue.begin(n, sums);
        long rowD = bytes(ldd);
        for (int i = 0, rows; i < m; i += rows) {
            rows = Math.min(ROWS, m - i);
            long rowsC = c + i * rowC;
            for (int j = 0, columns; j < n; j += columns) {
                columns = Math.min(COLUMNS, n - j);
                tile(rows, columns, a + i * rowA, b + j * rowB, rowsC + bytes(j));
            }
            epilogue.apply(rows, n, rowsC, rowC, d + i * rowD, rowD, sums);
        }
    }

    @Override
    public String description() {
        return "dot products";
    }

    private void tile(int rows, int columns, long a, long b, long c) {
        long at = sums.address();
        long whole = k / LANES * BYTES;
        // where there are fewer columns, the last stands in for those that are missing
        long b1 = b + Math.min(1, columns - 1) * rowB;
        long b2 = b + Math.min(2, columns - 1) * rowB;
        long b3 = b + (columns - 1) * rowB;
        if (rows == ROWS) {
            twoRows(k / LANES, a, a + rowA, b, b1, b2, b3, at);
        } else {
            oneRow(k / LANES, a, b, b1, b2, b3, at);
        }
        for (int r = 0; r < rows; r++) {
            long from = at + r * (COLUMNS * BYTES);
            if (k % LANES != 0) {
                tails(k % LANES, a + r * rowA + whole, b + whole, b1 + whole, b2 + whole, b3 + whole, from);
            }
            addLanes(alpha, from);
            if (columns == COLUMNS && beta == 0f) {
                Raw.copy16(from, c + r * rowC);
            } else {
                finish(columns, from, c + r * rowC);
            }
        }
    }

    /** C = product + beta C, of up to four elements. */
    private void finish(int columns, long product, long c) {
        for (int j = 0; j < columns; j++) {
            float value = Raw.get(product + bytes(j));
            long at = c + bytes(j);
            Raw.set(at, beta == 0f ? value : Math.fma(beta, Raw.get(at), value));
        }
    }

    private static void twoRows(int steps, long first, long second, long b0, long b1, long b2, long b3, long to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        FloatVector t0 = FloatVector.zero(SPECIES);
        FloatVector t1 = FloatVector.zero(SPECIES);
        FloatVector t2 = FloatVector.zero(SPECIES);
        FloatVector t3 = FloatVector.zero(SPECIES);
        long p = 0;
        for (int i = 0; i < steps; i++) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, first + p, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, MEMORY, second + p, ORDER);
            FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b0 + p, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b1 + p, ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b2 + p, ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b3 + p, ORDER);
            s0 = x.fma(v0, s0);
            s1 = x.fma(v1, s1);
            s2 = x.fma(v2, s2);
            s3 = x.fma(v3, s3);
            t0 = y.fma(v0, t0);
            t1 = y.fma(v1, t1);
            t2 = y.fma(v2, t2);
            t3 = y.fma(v3, t3);
            p += BYTES;
        }
        FloatVector zero = FloatVector.zero(SPECIES); // whose class C2 knows, unlike a loop variable's
        zero.add(s0).intoMemorySegment(MEMORY, to, ORDER);
        zero.add(s1).intoMemorySegment(MEMORY, to + BYTES, ORDER);
        zero.add(s2).intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
        zero.add(s3).intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
        zero.add(t0).intoMemorySegment(MEMORY, to + 4 * BYTES, ORDER);
        zero.add(t1).intoMemorySegment(MEMORY, to + 5 * BYTES, ORDER);
        zero.add(t2).intoMemorySegment(MEMORY, to + 6 * BYTES, ORDER);
        zero.add(t3).intoMemorySegment(MEMORY, to + 7 * BYTES, ORDER);
    }

    private static void oneRow(int steps, long a, long b0, long b1, long b2, long b3, long to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        long p = 0;
        for (int i = 0; i < steps; i++) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + p, ORDER);
            s0 = x.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b0 + p, ORDER), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b1 + p, ORDER), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b2 + p, ORDER), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b3 + p, ORDER), s3);
            p += BYTES;
        }
        FloatVector zero = FloatVector.zero(SPECIES);
        zero.add(s0).intoMemorySegment(MEMORY, to, ORDER);
        zero.add(s1).intoMemorySegment(MEMORY, to + BYTES, ORDER);
        zero.add(s2).intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
        zero.add(s3).intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
    }

    /** Adds what is left of four dot products behind their whole vectors. */
    private static void tails(int left, long a, long b0, long b1, long b2, long b3, long to) {
        VectorMask<Float> live = SPECIES.indexInRange(0, left);
        FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER, live);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, b0, ORDER, live)
                .fma(x, FloatVector.fromMemorySegment(SPECIES, MEMORY, to, ORDER))
                .intoMemorySegment(MEMORY, to, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, b1, ORDER, live)
                .fma(x, FloatVector.fromMemorySegment(SPECIES, MEMORY, to + BYTES, ORDER))
                .intoMemorySegment(MEMORY, to + BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, b2, ORDER, live)
                .fma(x, FloatVector.fromMemorySegment(SPECIES, MEMORY, to + 2 * BYTES, ORDER))
                .intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, b3, ORDER, live)
                .fma(x, FloatVector.fromMemorySegment(SPECIES, MEMORY, to + 3 * BYTES, ORDER))
                .intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
    }

    /**
     * Adds up the lanes of four vectors and leaves alpha times each sum in the first four places: vectors exchange lanes with their
     * neighbours, as in {@link Transposing}, and are added.
     */
    private static void addLanes(float alpha, long at) {
        FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER);
        FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + BYTES, ORDER);
        FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 2 * BYTES, ORDER);
        FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 3 * BYTES, ORDER);
        FloatVector low = s0.blend(s1.rearrange(PARTNER_1), HIGH_1)
                .add(s0.rearrange(PARTNER_1).blend(s1, HIGH_1));
        FloatVector high = s2.blend(s3.rearrange(PARTNER_1), HIGH_1)
                .add(s2.rearrange(PARTNER_1).blend(s3, HIGH_1));
        FloatVector sums = low.blend(high.rearrange(PARTNER_2), HIGH_2)
                .add(low.rearrange(PARTNER_2).blend(high, HIGH_2));
        sums = LANES > 4 ? sums.add(sums.rearrange(PARTNER_4)) : sums;
        sums = LANES > 8 ? sums.add(sums.rearrange(PARTNER_8)) : sums;
        FloatVector.broadcast(SPECIES, alpha).mul(sums).intoMemorySegment(MEMORY, at, ORDER);
    }
}
