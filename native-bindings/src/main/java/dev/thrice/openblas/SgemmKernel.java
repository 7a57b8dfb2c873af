package dev.thrice.openblas;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.invoke.MethodHandle;

/** One cblas_sgemm, for sizes of at least 1 and an alpha other than 0. */
final class SgemmKernel implements GemmKernel {
    /** Static and final, so that C2 compiles the call in place. */
    private static final MethodHandle SGEMM = OpenBlas.load().sgemm();

    /** The same by a call that the JVM waits for, at a garbage collection as at its end. */
    private static final MethodHandle AWAITED_SGEMM = OpenBlas.load().awaitedSgemm();

    /** What a core computes in some 50 us, which a garbage collection may well wait for. */
    private static final long BRIEF_FLOPS = 1L << 22;

    private static final int ROW_MAJOR = 101;
    private static final int AS_STORED = 111;
    private static final int TRANSPOSED = 112;

    private final int m;
    private final int n;
    private final int k;
    private final int transposeA;
    private final int transposeB;
    private final int lda;
    private final int ldb;
    private final int ldc;
    private final float alpha;
    private final float beta;
    private final boolean clears;
    private final boolean brief;

    SgemmKernel(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        k = spec.k();
        transposeA = code(spec.transposeA());
        transposeB = code(spec.transposeB());
        lda = spec.lda();
        ldb = spec.ldb();
        ldc = spec.ldc();
        alpha = spec.alpha();
        beta = spec.beta();
        // Some builds hand a product that is a vector to gemv, and some gemv multiply the old values by beta = 0, which
        // leaves a NaN.
        clears = beta == 0f && (m == 1 || n == 1);
        brief = 2.0 * m * n * k <= BRIEF_FLOPS;
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        if (clears) {
            ScaleKernel.scale(m, n, c, ldc, 0f);
        }
        if (brief) {
            awaited(m, a, b, c);
        } else if (LongCalls.begin()) {
            unguarded(a, b, c);
        } else {
            inSlices(a, b, c);
        }
    }

    /** A long call, that has begun. */
    private void unguarded(long a, long b, long c) {
        try {
            SGEMM.invokeExact(ROW_MAJOR, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw OpenBlas.unexpected(e);
        } finally {
            LongCalls.end();
        }
    }

    /** Rows after rows, by brief calls: the JVM can end between any two. */
    void inSlices(long a, long b, long c) {
        if (beta == 0f) {
            ScaleKernel.scale(m, n, c, ldc, 0f); // a slice may be a vector
        }
        long rows = Math.clamp((long) (BRIEF_FLOPS / (2.0 * n * k)), 1, m);
        long stepA = Float.BYTES * (transposeA == TRANSPOSED ? 1L : lda);
        long stepC = (long) Float.BYTES * ldc;
        for (long i = 0; i < m; i += rows) {
            awaited((int) Math.min(rows, m - i), a + i * stepA, b, c + i * stepC);
        }
    }

    private void awaited(int rows, long a, long b, long c) {
        try {
            AWAITED_SGEMM.invokeExact(
                    ROW_MAJOR, transposeA, transposeB, rows, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw OpenBlas.unexpected(e);
        }
    }

    private static int code(Transpose transpose) {
        return transpose == Transpose.YES ? TRANSPOSED : AS_STORED;
    }
}
