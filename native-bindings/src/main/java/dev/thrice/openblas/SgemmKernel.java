package dev.thrice.openblas;

import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.invoke.MethodHandle;

/** One cblas_sgemm, for sizes of at least 1 and an alpha other than 0. */
final class SgemmKernel implements GemmKernel {
    /** Static and final, so that C2 compiles the call in place. */
    private static final MethodHandle SGEMM = OpenBlas.load().sgemm();

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
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        if (clears) {
            ScaleKernel.scale(m, n, c, ldc, 0f);
        }
        try {
            SGEMM.invokeExact(ROW_MAJOR, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw OpenBlas.unexpected(e);
        }
    }

    private static int code(Transpose transpose) {
        return transpose == Transpose.YES ? TRANSPOSED : AS_STORED;
    }
}
