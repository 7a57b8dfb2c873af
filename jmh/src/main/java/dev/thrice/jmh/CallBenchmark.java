package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.PackedMatrix;
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

/** What a call costs beside its arithmetic: of a plan, whose operands are checked and held, and of an elementwise kernel. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark extends Defaults {
    /** Who computes products. */
    @Param({"jit", "simd"})
    private String provider;

    private TensorArena arena;
    private Kernels kernels;
    private Gemm gemm;
    private Gemm gemmOfPacked;
    private Tensor a;
    private Tensor b;
    private Tensor c;
    private PackedMatrix packed;

    /** Plans. */
    @Setup(Level.Trial)
    public void plan() {
        arena = TensorArena.open();
        kernels = Kernels.select(provider);
        gemm = kernels.gemm(GemmSpec.nn(1, 1, 1));
        gemmOfPacked = kernels.gemm(GemmSpec.nn(1, 1, 1).withPacked(GemmSpec.Packed.B));
        a = Tensor.allocate(arena, 1, 1).fill(2f);
        b = Tensor.allocate(arena, 1, 1).fill(3f);
        c = Tensor.allocate(arena, 1, 1);
        packed = gemmOfPacked.allocatePacked(arena).pack(b);
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void free() {
        if (c.get(0, 0) != 6f) {
            throw new IllegalStateException("2 x 3 = " + c.get(0, 0));
        }
        arena.close();
    }

    /** One multiplication. */
    @Benchmark
    public void product() {
        gemm.run(a, b, c);
    }

    /** Likewise, with B packed. */
    @Benchmark
    public void productOfPacked() {
        gemmOfPacked.run(a, packed, c);
    }

    /** One element. */
    @Benchmark
    public void fill() {
        kernels.fill(6f, c);
    }
}
