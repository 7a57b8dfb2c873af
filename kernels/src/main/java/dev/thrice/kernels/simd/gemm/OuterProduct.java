package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.memory.Raw.MEMORY;
import static dev.thrice.kernels.simd.Simd.BYTES;
import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.ORDER;
import static dev.thrice.kernels.simd.Simd.SPECIES;
import static dev.thrice.kernels.simd.Simd.bytes;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * C = alpha a b^T, of one column and one row: the parameter-VJP of a batch of 1. Bound by the writing of C: some vectors of b stay
 * in registers while all rows of C pass by.
 */
final class OuterProduct implements GemmKernel {
    private static final int WIDTH = 4;

    private final int m;
    private final int n;
    private final long stepA;
    private final long rowC;
    private final float alpha;

    OuterProduct(GemmSpec spec) {
        m = spec.m();
        n = spec.n();
        stepA = spec.transposeA() == Transpose.YES ? Float.BYTES : bytes(spec.lda());
        rowC = bytes(spec.ldc());
        alpha = spec.alpha();
    }

    static boolean computes(GemmSpec spec) {
        return spec.k() == 1
                && spec.alpha() != 0f
                && spec.beta() == 0f
                && spec.transposeB() == Transpose.NO
                && spec.packed() == GemmSpec.Packed.NONE
                && spec.epilogue().equals(Epilogue.NONE);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        int j = 0;
        for (; j <= n - WIDTH * LANES; j += WIDTH * LANES) {
            fourVectors(m, a, stepA, b + bytes(j), c + bytes(j), rowC, alpha);
        }
        for (int live; j < n; j += live) {
            live = Math.min(LANES, n - j);
            oneVector(m, a, stepA, b + bytes(j), c + bytes(j), rowC, alpha, live);
        }
    }

    @Override
    public String description() {
        return "outer product";
    }

    private static void fourVectors(int m, long a, long stepA, long b, long c, long rowC, float alpha) {
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + BYTES, ORDER);
        FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 2 * BYTES, ORDER);
        FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, b + 3 * BYTES, ORDER);
        FloatVector zero = FloatVector.zero(SPECIES); // makes of -0 a 0, as a sum of products begins with one
        for (int i = 0; i < m; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, alpha * Raw.get(a));
            x.fma(b0, zero).intoMemorySegment(MEMORY, c, ORDER);
            x.fma(b1, zero).intoMemorySegment(MEMORY, c + BYTES, ORDER);
            x.fma(b2, zero).intoMemorySegment(MEMORY, c + 2 * BYTES, ORDER);
            x.fma(b3, zero).intoMemorySegment(MEMORY, c + 3 * BYTES, ORDER);
            a += stepA;
            c += rowC;
        }
    }

    private static void oneVector(int m, long a, long stepA, long b, long c, long rowC, float alpha, int columns) {
        VectorMask<Float> live = SPECIES.indexInRange(0, columns);
        FloatVector row = FloatVector.fromMemorySegment(SPECIES, MEMORY, b, ORDER, live);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < m; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, alpha * Raw.get(a));
            x.fma(row, zero).intoMemorySegment(MEMORY, c, ORDER, live);
            a += stepA;
            c += rowC;
        }
    }
}
