package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.measure.Turns;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** C = A B on one worker, on several, and in as many products apart of a share of C's rows each, by turns. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmScalingBenchmark extends Defaults {
    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Sizes. */
    @Param({"1024x1024x1024"})
    private String shape;

    /** Threads, the caller included. */
    @Param({"2"})
    private int workers;

    /** Whether each thread stays on a processor of its own. */
    @Param({"false"})
    private boolean pinned;

    private TensorArena arena;
    private ForkJoinPool pool;
    private Workers team;
    private Product[] shares;
    private Turns turns;

    /** Plans, and checks that all ways compute the same bits, as they do by assembled, SIMD and scalar kernels; by OpenBLAS it may end here. */
    @Setup(Level.Trial)
    public void plan() {
        Shape size = Shape.parse(shape);
        Kernels kernels = Kernels.select(provider);
        arena = TensorArena.open();
        pool = Workers.pool(workers, pinned);
        team = Workers.start(workers, pinned);
        Product one = new Product(kernels.gemm(spec(size, size.m())), arena, size, 0, size.m());
        Product together = new Product(kernels.gemm(spec(size, size.m()), pool, workers), arena, size, 0, size.m());
        shares = new Product[workers];
        for (int w = 0; w < workers; w++) {
            int first = size.m() * w / workers;
            int rows = size.m() * (w + 1) / workers - first;
            shares[w] = new Product(kernels.dividing(size.m()).gemm(spec(size, rows)), arena, size, first, rows);
            shares[w].check(one);
        }
        together.check(one);
        turns = new Turns(
                team.team(),
                kernels,
                one::run,
                together::run,
                () -> team.team().run((worker, all) -> shares[worker].run()));
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void free() {
        turns.close();
        team.close();
        pool.close();
        arena.close();
    }

    /**
     * Each way twice.
     *
     * @param speedup over one worker
     */
    @Benchmark
    public void byTurns(Speedup speedup) {
        speedup.take(turns);
    }

    private static GemmSpec spec(Shape size, int rows) {
        return GemmSpec.of(rows, size.n(), size.k(), Transpose.NO, Transpose.NO);
    }

    /** Some rows of the product, of operands that nobody else reads. */
    private record Product(Gemm gemm, Tensor a, Tensor b, Tensor c, int first) {
        Product(Gemm gemm, TensorArena arena, Shape size, int first, int rows) {
            this(
                    gemm,
                    Operand.random(arena, size.m(), size.k(), 1).rows(first, rows),
                    Operand.random(arena, size.k(), size.n(), 2),
                    Tensor.allocate(arena, rows, size.n()),
                    first);
        }

        void run() {
            gemm.run(a, b, c);
        }

        void check(Product whole) {
            run();
            whole.run();
            if (!Arrays.equals(c.toArray(), whole.c.rows(first, c.rows()).toArray())) {
                throw new IllegalStateException("rows from " + first + " on differ from those of one worker");
            }
        }
    }
}
