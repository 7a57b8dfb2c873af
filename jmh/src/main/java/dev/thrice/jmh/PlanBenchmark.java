package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to plan a product that nobody has planned yet: by {@code jit}, until its code is where it can be run. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanBenchmark extends Defaults {
    /** Floats that the next plan's rows of C are farther apart: else it would share code with the one before. */
    private static final int FARTHER = 16;

    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Sizes. */
    @Param({"64x64x64"})
    private String shape;

    private Kernels kernels;
    private GemmSpec spec;
    private int farther;

    /** Finds the provider. */
    @Setup(Level.Trial)
    public void select() {
        Shape size = Shape.parse(shape);
        kernels = Kernels.select(provider);
        spec = GemmSpec.nn(size.m(), size.n(), size.k());
    }

    /** Lets go of the plans of the last iteration. */
    @Setup(Level.Iteration)
    public void collect() {
        System.gc();
    }

    /**
     * One of many plans.
     *
     * @return the plan
     */
    @Benchmark
    @Warmup(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
    @Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
    public Gemm plan() {
        farther += FARTHER;
        return kernels.gemm(spec.leadingDimensions(spec.lda(), spec.ldb(), spec.ldc() + farther));
    }

    /**
     * A JVM's first.
     *
     * @return the plan
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    @Fork(
            value = 10,
            jvmArgsAppend = {VECTORS, NATIVE_ACCESS})
    public Gemm firstPlan() {
        return kernels.gemm(spec);
    }
}
