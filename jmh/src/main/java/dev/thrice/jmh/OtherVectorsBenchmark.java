package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A product in a program that uses vectors of other species and of ints as well, or does not. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OtherVectorsBenchmark extends Defaults {
    private static final long HOT_NANOS = 3_000_000_000L;

    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Whether the program has used such vectors. */
    @Param({"false", "true"})
    private boolean others;

    /** Sizes. */
    @Param({"64x64x64"})
    private String shape;

    private TensorArena arena;
    private Gemm gemm;
    private double flops;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Makes the program's own vectors hot, and plans. */
    @Setup(Level.Trial)
    public void plan() {
        if (others) {
            new OtherVectors().run(HOT_NANOS);
        }
        Shape size = Shape.parse(shape);
        flops = size.flops();
        arena = TensorArena.open();
        a = Operand.random(arena, size.m(), size.k(), 1);
        b = Operand.random(arena, size.k(), size.n(), 2);
        c = Tensor.allocate(arena, size.m(), size.n());
        gemm = Kernels.select(provider).gemm(GemmSpec.nn(size.m(), size.n(), size.k()));
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /**
     * One product.
     *
     * @param rate counts its work
     * @return C
     */
    @Benchmark
    public Tensor product(Rate rate) {
        gemm.run(a, b, c);
        rate.count(flops, 1);
        return c;
    }
}
