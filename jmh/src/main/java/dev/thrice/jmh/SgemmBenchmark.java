package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** C = op(A) op(B). */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SgemmBenchmark extends Defaults {
    /** Who computes. */
    @Param({"jit", "simd", "openblas", "auto", "scalar"})
    private String provider;

    /** Sizes. */
    @Param({"64x64x64", "64x64x784", "256x256x256", "1024x1024x1024"})
    private String shape;

    /** Which operands are transposed. */
    @Param({"NT"})
    private String orientation;

    /** Threads, the caller included. */
    @Param({"1"})
    private int workers;

    private ForkJoinPool pool;
    private TensorArena arena;
    private Gemm gemm;
    private double flops;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Plans, and checks the plan's result against float64. */
    @Setup(Level.Trial)
    public void plan() {
        Shape size = Shape.parse(shape);
        Transpose transposeA = transpose(0);
        Transpose transposeB = transpose(1);
        arena = TensorArena.open();
        boolean plainA = transposeA == Transpose.NO;
        boolean plainB = transposeB == Transpose.NO;
        a = Operand.random(arena, plainA ? size.m() : size.k(), plainA ? size.k() : size.m(), 1);
        b = Operand.random(arena, plainB ? size.k() : size.n(), plainB ? size.n() : size.k(), 2);
        c = Tensor.allocate(arena, size.m(), size.n());
        GemmSpec spec = GemmSpec.of(size.m(), size.n(), size.k(), transposeA, transposeB);
        pool = new ForkJoinPool(workers);
        gemm = Kernels.select(provider).gemm(spec, pool, workers);
        flops = size.flops();
        gemm.run(a, b, c);
        check(size, plainA, plainB);
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
        pool.close();
    }

    /**
     * One product.
     *
     * @param rate counts its work
     * @return C
     */
    @Benchmark
    public Tensor sgemm(Rate rate) {
        gemm.run(a, b, c);
        rate.count(flops, workers);
        return c;
    }

    private Transpose transpose(int operand) {
        if (!orientation.matches("[NT]{2}")) {
            throw new IllegalArgumentException("orientation '" + orientation + "', expected NN, NT, TN or TT");
        }
        return orientation.charAt(operand) == 'T' ? Transpose.YES : Transpose.NO;
    }

    /** The four corners and the middle; every tile shape and edge has one of them or a neighbour of its kind. */
    private void check(Shape size, boolean plainA, boolean plainB) {
        for (int i : new int[] {0, size.m() / 2, size.m() - 1}) {
            for (int j : new int[] {0, size.n() / 2, size.n() - 1}) {
                double expected = 0;
                for (int p = 0; p < size.k(); p++) {
                    expected += (double) (plainA ? a.get(i, p) : a.get(p, i)) * (plainB ? b.get(p, j) : b.get(j, p));
                }
                if (!(Math.abs(c.get(i, j) - expected) <= 1e-5 * Math.sqrt(size.k()) + 1e-6)) {
                    throw new IllegalStateException(
                            provider + ": C[" + i + ", " + j + "] = " + c.get(i, j) + ", expected " + expected);
                }
            }
        }
    }
}
