package dev.thrice.kernels.simd;

import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Nothing but fused multiply-adds: 12 chains, enough to cover a latency of 4 to 5 cycles at two a cycle, and few enough
 * for 16 registers.
 */
public final class FmaLoop {
    private static final int CHAINS = 12;

    private FmaLoop() {}

    /**
     * Runs the loop.
     *
     * @param iterations of all chains
     * @return a value that depends on every operation
     */
    public static float run(long iterations) {
        FloatVector x = FloatVector.broadcast(SPECIES, .999f);
        FloatVector y = FloatVector.broadcast(SPECIES, .001f);
        FloatVector a = x;
        FloatVector b = y;
        FloatVector c = x;
        FloatVector d = y;
        FloatVector e = x;
        FloatVector f = y;
        FloatVector g = x;
        FloatVector h = y;
        FloatVector i = x;
        FloatVector j = y;
        FloatVector k = x;
        FloatVector l = y;
        for (long n = 0; n < iterations; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        FloatVector sum = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l);
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /**
     * The work of a run.
     *
     * @param iterations of all chains
     * @return floating-point operations
     */
    public static long flops(long iterations) {
        return 2L * CHAINS * LANES * iterations;
    }
}
