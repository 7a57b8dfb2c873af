package dev.thrice.jmh;

import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.measure.Turns;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What a fused bias and tanh cost: the product alone, tanh alone, both fused, and one after the other. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EpilogueBenchmark extends Defaults {
    private static final int RUNS = 1000;

    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Sizes of a dense layer's forward product: batch x outputs x inputs. */
    @Param({"64x64x64", "64x64x784"})
    private String shape;

    private TensorArena arena;
    private Kernels kernels;
    private Gemm product;
    private Gemm layer;
    private Tensor x;
    private Tensor w;
    private Tensor b;
    private Tensor y;
    private Tensor z;
    private WorkerTeam team;
    private Turns turns;

    /** Plans, and checks the fused layer against its parts. */
    @Setup(Level.Trial)
    public void plan() {
        Shape size = Shape.parse(shape);
        arena = TensorArena.open();
        kernels = Kernels.select(provider);
        x = Operand.random(arena, size.m(), size.k(), 1);
        w = Operand.random(arena, size.n(), size.k(), 2);
        b = Operand.random(arena, 1, size.n(), 3);
        y = Tensor.allocate(arena, size.m(), size.n());
        z = Tensor.allocate(arena, size.m(), size.n());
        GemmSpec spec = GemmSpec.nt(size.m(), size.n(), size.k());
        product = kernels.gemm(spec);
        layer = kernels.gemm(spec.then(Epilogue.BIAS_TANH));
        layer.run(x, w, z, b);
        product.run(x, w, y);
        for (int i = 0; i < size.m(); i++) {
            for (int j = 0; j < size.n(); j++) {
                double expected = Math.tanh((double) y.get(i, j) + b.get(0, j));
                if (!(Math.abs(z.get(i, j) - expected) < 1e-6)) {
                    throw new IllegalStateException("tanh " + z.get(i, j) + ", expected " + expected);
                }
            }
        }
        team = new WorkerTeam(1);
        turns = new Turns(team, kernels, () -> many(this::fused), () -> many(this::gemm), () -> many(this::tanh));
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        turns.close();
        team.close();
        arena.close();
    }

    /**
     * The product.
     *
     * @return its result
     */
    @Benchmark
    public Tensor gemm() {
        product.run(x, w, y);
        return y;
    }

    /**
     * tanh of as many elements.
     *
     * @return its result
     */
    @Benchmark
    public Tensor tanh() {
        kernels.tanh(y, z);
        return z;
    }

    /**
     * Product, bias and tanh in one.
     *
     * @return the result
     */
    @Benchmark
    public Tensor fused() {
        layer.run(x, w, y, b);
        return y;
    }

    /**
     * Product, bias and tanh one after the other.
     *
     * @return the result
     */
    @Benchmark
    public Tensor separate() {
        product.run(x, w, y);
        kernels.addRow(y, b, y);
        kernels.tanh(y, y);
        return y;
    }

    /**
     * Fused, the product alone and tanh alone by turns, a thousand of each twice.
     *
     * @param overhead what fused takes over both together
     */
    @Benchmark
    @OperationsPerInvocation(RUNS)
    public void byTurns(Overhead overhead) {
        overhead.take(turns);
    }

    private static void many(Runnable work) {
        for (int i = 0; i < RUNS; i++) {
            work.run();
        }
    }
}
