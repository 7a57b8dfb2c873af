package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.memory.Raw.ADDRESS;
import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.simd.NarrowRows;
import dev.thrice.kernels.simd.rows.SimdArithmetic;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * C = alpha A B^T + beta C for few rows of C, the forward pass of a batch of 1 and what is like it: each element is a dot product of
 * a row of A with a row of B as it is stored, so nothing is packed. A piece of one or two rows of A stays in registers while rows
 * of B pass by, each leaving a vector of partial sums; the lanes of all these are added up together ({@link NarrowRows}).
 */
final class FewRowsGemm implements GemmKernel {
    /** Rows of B at a time, whose partial sums of two rows of A, and they themselves up to some depth, are in the first-level cache. */
    private static final int BLOCK = 64;

    // Rows of A, by measurement with 256 and 512 bits.
    private static final int ALWAYS = 2;
    private static final int AT_ANY_DEPTH = 4;
    private static final int MOST = 8;
    private static final int DEPTH_PER_ROW = 8;

    // Vectors of A in registers.
    private static final int WIDE = 8;
    private static final int NARROW = 4;

    private final int m;
    private final int n;
    private final int k;
    private final long rowA;
    private final long rowB;
    private final long rowC;
    private final float alpha;
    private final float beta;
    private final BlockEpilogue epilogue;

    /** For each row of B a vector of partial sums, with a first and a second row of A. */
    private final long first;

    private final long second;

    /** For each row of B the dot product. */
    private final long products;

    /** What the addresses are in. */
    private final MemorySegment memory =
            Arena.ofAuto().allocate(2 * BLOCK * BYTES + bytes(NarrowRows.floats(BLOCK)), CacheLine.BYTES);

    FewRowsGemm(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.k();
        rowA = bytes(spec.lda());
        rowB = bytes(spec.ldb());
        rowC = bytes(spec.ldc());
        alpha = spec.alpha();
        beta = spec.beta();
        epilogue = new BlockEpilogue(spec.epilogue());
        first = memory.address();
        second = first + BLOCK * BYTES;
        products = second + BLOCK * BYTES;
    }

    /**
     * Whether it pays: up to {@link #ALWAYS} rows always, else where a row of B is deep enough for its one packing to cost more than adding up
     * lanes for each row of A. From {@link Tuning#dotDepth} on more than {@link #AT_ANY_DEPTH} rows are better off in two dimensions,
     * as {@link DotGemm} or packed.
     */
    static boolean computes(GemmSpec spec, int rows) {
        boolean deep = spec.k() >= Math.max(NARROW * LANES, DEPTH_PER_ROW * rows);
        boolean few = rows <= AT_ANY_DEPTH || (rows <= MOST && spec.k() < Tuning.CURRENT.dotDepth());
        return spec.transposeA() == Transpose.NO
                && spec.transposeB() == Transpose.YES
                && spec.packed() == GemmSpec.Packed.NONE
                && spec.alpha() != 0f
                && spec.k() > 0
                && (rows <= ALWAYS || (deep && few));
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        epilogue.begin(n, sums);
        for (int j = 0, rows; j < n; j += rows) {
            rows = Math.min(BLOCK, n - j);
            long block = b + j * rowB;
            int i = 0;
            for (; i + 1 < m; i += 2) {
                twoRows(rows, a + i * rowA, block);
                finish(rows, first, c + i * rowC + bytes(j));
                finish(rows, second, c + (i + 1) * rowC + bytes(j));
            }
            if (i < m) {
                oneRow(rows, 0, a + i * rowA, block, first);
                finish(rows, first, c + i * rowC + bytes(j));
            }
        }
        epilogue.apply(m, n, c, rowC, d, bytes(ldd), sums);
    }

    @Override
    public String description() {
        return "few rows, dot products";
    }

    /** Partial sums of two rows of A with some rows of B. */
    private void twoRows(int rows, long a, long b) {
        int at = 0;
        for (; at <= k - NARROW * LANES; at += NARROW * LANES) {
            fourByTwo(rows, at == 0, a + bytes(at), rowA, b + bytes(at), rowB, first, second);
        }
        oneRow(rows, at, a, b, first);
        oneRow(rows, at, a + rowA, b, second);
    }

    /** Partial sums of a row of A with some rows of B, from a column on. */
    private void oneRow(int rows, int from, long a, long b, long to) {
        int at = from;
        for (; at <= k - WIDE * LANES; at += WIDE * LANES) {
            eight(rows, at == 0, a + bytes(at), b + bytes(at), rowB, to);
        }
        for (; at <= k - NARROW * LANES; at += NARROW * LANES) {
            four(rows, at == 0, a + bytes(at), b + bytes(at), rowB, to);
        }
        for (int live; at < k; at += live) {
            live = Math.min(LANES, k - at);
            one(rows, at == 0, live, a + bytes(at), b + bytes(at), rowB, to);
        }
    }

    /** C = alpha product + beta C, for some columns of a row. */
    private void finish(int rows, long partial, long c) {
        NarrowRows.sumsOfVectors(rows, partial, products);
        if (beta == 0f) {
            SimdArithmetic.scaleRow(rows, alpha, products, c);
        } else {
            SimdArithmetic.axpbyRow(rows, alpha, products, beta, c, c);
        }
    }

    private static void eight(int rows, boolean begins, long a, long b, long rowB, long to) {
        b &= ADDRESS;
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + BYTES, ORDER);
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 2 * BYTES, ORDER);
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 3 * BYTES, ORDER);
        FloatVector x4 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 4 * BYTES, ORDER);
        FloatVector x5 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 5 * BYTES, ORDER);
        FloatVector x6 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 6 * BYTES, ORDER);
        FloatVector x7 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 7 * BYTES, ORDER);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int j = 0; j < rows; j++) {
            FloatVector s = begins ? zero : FloatVector.fromMemorySegment(SPECIES, MEMORY, to, ORDER);
            s = x0.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER), s);
            s = x1.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + BYTES, ORDER), s);
            s = x2.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 2 * BYTES, ORDER), s);
            s = x3.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 3 * BYTES, ORDER), s);
            s = x4.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 4 * BYTES, ORDER), s);
            s = x5.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 5 * BYTES, ORDER), s);
            s = x6.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 6 * BYTES, ORDER), s);
            s = x7.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 7 * BYTES, ORDER), s);
            s.intoMemorySegment(MEMORY, to, ORDER);
            b = (b + rowB) & ADDRESS;
            to += BYTES;
        }
    }

    private static void four(int rows, boolean begins, long a, long b, long rowB, long to) {
        b &= ADDRESS;
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + BYTES, ORDER);
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 2 * BYTES, ORDER);
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 3 * BYTES, ORDER);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int j = 0; j < rows; j++) {
            FloatVector s = begins ? zero : FloatVector.fromMemorySegment(SPECIES, MEMORY, to, ORDER);
            s = x0.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER), s);
            s = x1.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + BYTES, ORDER), s);
            s = x2.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 2 * BYTES, ORDER), s);
            s = x3.fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 3 * BYTES, ORDER), s);
            s.intoMemorySegment(MEMORY, to, ORDER);
            b = (b + rowB) & ADDRESS;
            to += BYTES;
        }
    }

    private static void one(int rows, boolean begins, int live, long a, long b, long rowB, long to) {
        b &= ADDRESS;
        VectorMask<Float> mask = SPECIES.indexInRange(0, live);
        FloatVector x = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER, mask);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int j = 0; j < rows; j++) {
            FloatVector s = begins ? zero : FloatVector.fromMemorySegment(SPECIES, MEMORY, to, ORDER);
            FloatVector y = live == LANES
                    ? FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER)
                    : FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER, mask);
            x.fma(y, s).intoMemorySegment(MEMORY, to, ORDER);
            b = (b + rowB) & ADDRESS;
            to += BYTES;
        }
    }

    private static void fourByTwo(
            int rows, boolean begins, long a, long rowA, long b, long rowB, long first, long second) {
        a &= ADDRESS;
        rowA &= ADDRESS;
        b &= ADDRESS;
        first &= ADDRESS;
        second &= ADDRESS;
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a, ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + BYTES, ORDER);
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 2 * BYTES, ORDER);
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + 3 * BYTES, ORDER);
        FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + rowA, ORDER);
        FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + rowA + BYTES, ORDER);
        FloatVector y2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + rowA + 2 * BYTES, ORDER);
        FloatVector y3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, a + rowA + 3 * BYTES, ORDER);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int j = 0; j < rows; j++) {
            FloatVector s = begins ? zero : FloatVector.fromMemorySegment(SPECIES, MEMORY, first, ORDER);
            FloatVector t = begins ? zero : FloatVector.fromMemorySegment(SPECIES, MEMORY, second, ORDER);
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 3 * BYTES, ORDER);
            s = x0.fma(b0, s);
            t = y0.fma(b0, t);
            s = x1.fma(b1, s);
            t = y1.fma(b1, t);
            s = x2.fma(b2, s);
            t = y2.fma(b2, t);
            s = x3.fma(b3, s);
            t = y3.fma(b3, t);
            s.intoMemorySegment(MEMORY, first, ORDER);
            t.intoMemorySegment(MEMORY, second, ORDER);
            b = (b + rowB) & ADDRESS;
            first = (first + BYTES) & ADDRESS;
            second = (second + BYTES) & ADDRESS;
        }
    }
}
