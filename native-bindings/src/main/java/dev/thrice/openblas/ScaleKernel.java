package dev.thrice.openblas;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What is left of a product whose A or B contributes nothing: C = beta C. Neither A nor B is read. */
final class ScaleKernel implements GemmKernel {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final int m;
    private final int n;
    private final int ldc;
    private final float beta;

    ScaleKernel(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        ldc = spec.ldc();
        beta = spec.beta();
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        scale(m, n, c, ldc, beta);
    }

    /** C = beta C, where beta = 0 overwrites whatever was there, and beta = 1 writes nothing. */
    static void scale(int m, int n, long c, int ldc, float beta) {
        if (beta == 1f) {
            return;
        }
        for (int i = 0; i < m; i++) {
            long row = c + (long) i * ldc * Float.BYTES;
            for (int j = 0; j < n; j++) {
                long at = row + (long) j * Float.BYTES;
                MEMORY.set(FLOAT, at, beta == 0f ? 0f : beta * MEMORY.get(FLOAT, at));
            }
        }
    }
}
