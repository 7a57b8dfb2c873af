package dev.thrice.kernels;

import dev.thrice.kernels.simd.FmaLoop;
import java.util.OptionalDouble;

/**
 * The machine's floating-point peak as this JVM reaches it: independent fused multiply-adds on registers, on one thread.
 * What kernels are measured against.
 */
public final class FmaPeak {
    private static final int BURSTS = 60;
    private static final int ITERATIONS = 200_000;

    private FmaPeak() {}

    /**
     * Measures it, for some tens of milliseconds. A peak is what nothing disturbed, so it is the best of many bursts.
     *
     * @return 10^9 floating-point operations a second, an FMA counted as two; empty where there is no SIMD
     */
    public static OptionalDouble measure() {
        if (SimdSupport.detect().provider().isEmpty()) {
            return OptionalDouble.empty();
        }
        double best = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            long start = System.nanoTime();
            float result = FmaLoop.run(ITERATIONS);
            long nanos = System.nanoTime() - start;
            if (Float.isNaN(result)) {
                throw new IllegalStateException("the FMA loop went wrong");
            }
            best = Math.max(best, (double) FmaLoop.flops(ITERATIONS) / nanos);
        }
        return OptionalDouble.of(best);
    }
}
