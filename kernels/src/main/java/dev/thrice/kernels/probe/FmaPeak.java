package dev.thrice.kernels.probe;

import dev.thrice.kernels.machine.VectorApi;
import dev.thrice.kernels.simd.FmaLoop;
import dev.thrice.kernels.simd.VectorBits;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The machine's floating-point peak as this JVM reaches it: independent fused multiply-adds on registers, on one thread.
 * What kernels are measured against.
 */
public final class FmaPeak {
    private static final int BURSTS = 60;
    private static final int ITERATIONS = 70_000;

    /** Found out once: a burst is to take a third of a millisecond. */
    private static final boolean VECTORS =
            VectorApi.obstacle().or(VectorBits::fault).isEmpty();

    private FmaPeak() {}

    /**
     * Measures it, for some tens of milliseconds. A peak is what nothing disturbed, so it is the best of many bursts.
     *
     * @return 10^9 floating-point operations a second, an FMA counted as two; empty where there is no SIMD
     */
    public static OptionalDouble measure() {
        return IntStream.range(0, BURSTS)
                .mapToObj(burst -> burst())
                .flatMapToDouble(OptionalDouble::stream)
                .max();
    }

    /**
     * Measures once, for a third of a millisecond: what the core gives this thread just now. It is less than the peak while another
     * thread is on the core, or its clock is slower; and in the first calls, until the loop has been compiled.
     *
     * @return 10^9 floating-point operations a second, an FMA counted as two; empty where there is no SIMD
     */
    public static OptionalDouble burst() {
        if (!VECTORS) {
            return OptionalDouble.empty();
        }
        long start = System.nanoTime();
        float result = FmaLoop.run(ITERATIONS);
        long nanos = System.nanoTime() - start;
        if (Float.isNaN(result)) {
            throw new IllegalStateException("the FMA loop went wrong");
        }
        return OptionalDouble.of((double) FmaLoop.flops(ITERATIONS) / nanos);
    }
}
