package dev.thrice.jmh;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A JVM's first products, each JVM once. What counts are the secondary results, not the time of it all. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {Defaults.VECTORS, Defaults.NATIVE_ACCESS})
public class StartBenchmark extends Defaults {
    private static final int CALLS = 1000;

    /** Calls at the end whose median stands for the thousandth, of which one may be disturbed. */
    private static final int LAST = 50;

    /** Products that are timed together. */
    private static final int BLOCK = 4;

    private static final int MOST_BLOCKS = 1 << 24;

    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Sizes. */
    @Param({"64x64x64"})
    private String shape;

    /** How long {@link #toFullRate} goes on; in the last tenth of it the rate is taken for final. */
    @Param({"10"})
    private int seconds;

    private TensorArena arena;
    private Kernels kernels;
    private GemmSpec spec;
    private double flops;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Secondary results of JVMs that are measured once each. */
    public abstract static class OfJvms {
        private int count;

        /**
         * Counts them.
         *
         * @param benchmark whose they are
         */
        @Setup(Level.Trial)
        public void count(BenchmarkParams benchmark) {
            count = Iterations.total(benchmark);
        }

        final double share(double result) {
            return result / count;
        }
    }

    /** Secondary results of {@link #calls}. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Calls extends OfJvms {
        /** The first call. */
        public double firstNanos;

        /** The second: code and operands have been touched once. */
        public double secondNanos;

        /** The thousandth. */
        public double thousandthNanos;

        /** The second over the thousandth. */
        public double secondOverThousandth;

        private void tell(double first, double second, double thousandth) {
            firstNanos = share(first);
            secondNanos = share(second);
            thousandthNanos = share(thousandth);
            secondOverThousandth = share(second / thousandth);
        }
    }

    /** Secondary results of {@link #toFullRate}. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class FullRate extends OfJvms {
        /** From before the plan until products had 90 % of their final rate. */
        public double millisTo90Percent;

        /** That rate, 10^9 operations a second. */
        public double finalGflops;

        private void tell(double millis, double gflops) {
            millisTo90Percent = share(millis);
            finalGflops = share(gflops);
        }
    }

    /** Finds the provider, and takes memory. */
    @Setup(Level.Trial)
    public void select() {
        Shape size = Shape.parse(shape);
        kernels = Kernels.select(provider);
        spec = GemmSpec.nn(size.m(), size.n(), size.k());
        flops = size.flops();
        arena = TensorArena.open();
        a = Operand.random(arena, size.m(), size.k(), 1);
        b = Operand.random(arena, size.k(), size.n(), 2);
        c = Tensor.allocate(arena, size.m(), size.n());
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /**
     * A thousand calls, each timed.
     *
     * @param calls what the first and the last took
     */
    @Benchmark
    public void calls(Calls calls) {
        Gemm gemm = kernels.gemm(spec);
        long[] nanos = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            gemm.run(a, b, c);
            nanos[i] = System.nanoTime() - start;
        }
        calls.tell((double) nanos[0], (double) nanos[1], median(nanos, CALLS - LAST));
    }

    /**
     * Products for some seconds.
     *
     * @param rate when they were fast
     */
    @Benchmark
    public void toFullRate(FullRate rate) {
        long[] ends = new long[MOST_BLOCKS];
        long start = System.nanoTime();
        Gemm gemm = kernels.gemm(spec);
        int blocks = 0;
        for (long passed = 0; passed < TimeUnit.SECONDS.toNanos(seconds) && blocks < MOST_BLOCKS; blocks++) {
            for (int i = 0; i < BLOCK; i++) {
                gemm.run(a, b, c);
            }
            passed = System.nanoTime() - start;
            ends[blocks] = passed;
        }
        tell(rate, Arrays.copyOf(ends, blocks));
    }

    private void tell(FullRate rate, long[] ends) {
        long[] nanos = ends.clone();
        for (int i = 1; i < ends.length; i++) {
            nanos[i] -= ends[i - 1];
        }
        int tail = 0;
        while (ends[tail] < .9 * ends[ends.length - 1]) {
            tail++;
        }
        double usual = median(nanos, tail);
        int fast = 0;
        while (nanos[fast] > usual / .9) {
            fast++;
        }
        rate.tell(ends[fast] / 1e6, BLOCK * flops / usual);
    }

    /** Of the last ones. */
    private static double median(long[] nanos, int from) {
        return LongStream.of(nanos)
                .skip(from)
                .sorted()
                .skip((nanos.length - from) / 2)
                .findFirst()
                .orElseThrow();
    }
}
