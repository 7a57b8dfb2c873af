package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;

import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * C = alpha A B^T + beta C for few rows or columns of C: each element is a dot product of a row of A with a row of B as it is
 * stored, so nothing is packed. Two rows of A and four of B at a time share their loads. The sums' lanes go through memory to
 * be added up, which keeps each method small enough for C2 to inline all of it.
 */
final class DotGemm implements GemmKernel {
    private static final int ROWS = 2;
    private static final int COLUMNS = 4;

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
    private final MemorySegment sums = Arena.ofAuto().allocate(ROWS * COLUMNS * BYTES, BYTES);

    DotGemm(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.k();
        rowA = (long) spec.lda() * Float.BYTES;
        rowB = (long) spec.ldb() * Float.BYTES;
        rowC = (long) spec.ldc() * Float.BYTES;
        alpha = spec.alpha();
        beta = spec.beta();
        epilogue = BlockEpilogue.of(spec.epilogue());
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd) {
        long whole = (long) (k / LANES) * BYTES;
        long at = sums.address();
        long rowD = (long) ldd * Float.BYTES;
        for (int i = 0; i < m; i += ROWS) {
            int rows = Math.min(ROWS, m - i);
            for (int j = 0; j < n; j += COLUMNS) {
                int columns = Math.min(COLUMNS, n - j);
                // where there are fewer, the last row stands in for those that are missing
                long secondA = a + (i + rows - 1) * rowA;
                long firstB = b + j * rowB;
                if (columns == COLUMNS) {
                    tile(whole, a + i * rowA, secondA, firstB, rowB, at);
                } else {
                    edge(whole, columns, a + i * rowA, secondA, firstB, at);
                }
                if (k % LANES != 0) {
                    tails(rows, columns, a + i * rowA + whole, firstB + whole, at);
                }
                for (int r = 0; r < rows; r++) {
                    finish(columns, at + (long) r * COLUMNS * BYTES, c + (i + r) * rowC + (long) j * Float.BYTES);
                }
            }
            epilogue.apply(rows, n, c + i * rowC, rowC, d + i * rowD, rowD);
        }
    }

    private static void tile(long whole, long first, long second, long b, long row, long to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        FloatVector t0 = FloatVector.zero(SPECIES);
        FloatVector t1 = FloatVector.zero(SPECIES);
        FloatVector t2 = FloatVector.zero(SPECIES);
        FloatVector t3 = FloatVector.zero(SPECIES);
        for (long p = 0; p < whole; p += BYTES) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, first + p, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, MEMORY, second + p, ORDER);
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + p, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + row + p, ORDER);
            FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 2 * row + p, ORDER);
            FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 3 * row + p, ORDER);
            s0 = x.fma(b0, s0);
            s1 = x.fma(b1, s1);
            s2 = x.fma(b2, s2);
            s3 = x.fma(b3, s3);
            t0 = y.fma(b0, t0);
            t1 = y.fma(b1, t1);
            t2 = y.fma(b2, t2);
            t3 = y.fma(b3, t3);
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

    /** A tile of fewer columns, one after the other. */
    private void edge(long whole, int columns, long first, long second, long b, long to) {
        for (int j = 0; j < columns; j++) {
            pair(whole, first, second, b + j * rowB, to + j * BYTES);
        }
    }

    private static void pair(long whole, long first, long second, long b, long to) {
        FloatVector s = FloatVector.zero(SPECIES);
        FloatVector t = FloatVector.zero(SPECIES);
        for (long p = 0; p < whole; p += BYTES) {
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + p, ORDER);
            s = y.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, first + p, ORDER), s);
            t = y.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, second + p, ORDER), t);
        }
        FloatVector zero = FloatVector.zero(SPECIES);
        zero.add(s).intoMemorySegment(MEMORY, to, ORDER);
        zero.add(t).intoMemorySegment(MEMORY, to + COLUMNS * BYTES, ORDER);
    }

    /** Adds what is left of each dot product behind its whole vectors. */
    private void tails(int rows, int columns, long a, long b, long to) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                tail(k, a + r * rowA, b + j * rowB, to + ((long) r * COLUMNS + j) * BYTES);
            }
        }
    }

    private static void tail(int k, long a, long b, long to) {
        VectorMask<Float> live = SPECIES.indexInRange(0, k % LANES);
        FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER, live);
        FloatVector y = FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER, live);
        x.fma(y, FloatVector.fromMemorySegment(SPECIES, MEMORY, to, ORDER)).intoMemorySegment(MEMORY, to, ORDER);
    }

    private void finish(int columns, long from, long c) {
        for (int j = 0; j < columns; j++) {
            FloatVector lanes = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + j * BYTES, ORDER);
            float scaled = alpha * lanes.reduceLanes(VectorOperators.ADD);
            long at = c + (long) j * Float.BYTES;
            Raw.set(at, beta == 0f ? scaled : Math.fma(beta, Raw.get(at), scaled));
        }
    }
}
