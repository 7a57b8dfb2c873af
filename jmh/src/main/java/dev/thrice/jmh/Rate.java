package dev.thrice.jmh;

import dev.thrice.kernels.probe.FmaPeak;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Secondary results: 10^9 floating-point operations a second, and their share of the FMA peak measured in the same JVM.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Rate {
    private double peak;
    private int iterations;
    private double flops;
    private int threads;
    private long start;

    /**
     * Measures the peak of a thread.
     *
     * @param benchmark whose iterations there will be
     */
    @Setup(Level.Trial)
    public void measurePeak(BenchmarkParams benchmark) {
        iterations = Iterations.total(benchmark);
        peak = FmaPeak.measure().orElse(Double.NaN);
    }

    /** Starts counting. */
    @Setup(Level.Iteration)
    public void begin() {
        flops = 0;
        start = System.nanoTime();
    }

    /**
     * Counts a run.
     *
     * @param work floating-point operations, an FMA as two
     * @param workers threads that did them
     */
    void count(double work, int workers) {
        flops += work;
        threads = workers;
    }

    /**
     * Of the iteration.
     *
     * @return 10^9 operations a second
     */
    public double gflops() {
        return flops / (System.nanoTime() - start) / iterations;
    }

    /**
     * Of the iteration.
     *
     * @return the same in % of as many threads' peak
     */
    public double percentOfPeak() {
        return 100 * gflops() / (peak * threads);
    }
}
