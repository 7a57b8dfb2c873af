package dev.thrice.kernels.simd;

import static dev.thrice.kernels.simd.Simd.LANES;
import static dev.thrice.kernels.simd.Simd.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Nothing but fused multiply-adds: 10 chains, enough to cover a latency of 4 to 5 cycles at two a cycle, and few enough
 * for 16 registers. Three links of each in an iteration make it too long for C2 to inline: the shorter loop was, after 5,000 calls,
 * and then reached .81 of what it does by itself.
 */
public final class FmaLoop {
    private static final int CHAINS = 10;
    private static final int LINKS = 3;

    private FmaLoop() {}

    /**
     * Runs the loop.
     *
     * @param iterations of three links of all chains
     * @return a value that depends on every operation
     */
    public static float run(int iterations) {
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
        for (int n = 0; n < iterations; n++) {
            a = x.fma(a, y);
            b = x.fma(b, y);
            c = x.fma(c, y);
            d = x.fma(d, y);
            e = x.fma(e, y);
            f = x.fma(f, y);
            g = x.fma(g, y);
            h = x.fma(h, y);
            i = x.fma(i, y);
            j = x.fma(j, y);
            a = x.fma(a, y);
            b = x.fma(b, y);
            c = x.fma(c, y);
            d = x.fma(d, y);
            e = x.fma(e, y);
            f = x.fma(f, y);
            g = x.fma(g, y);
            h = x.fma(h, y);
            i = x.fma(i, y);
            j = x.fma(j, y);
            a = x.fma(a, y);
            b = x.fma(b, y);
            c = x.fma(c, y);
            d = x.fma(d, y);
            e = x.fma(e, y);
            f = x.fma(f, y);
            g = x.fma(g, y);
            h = x.fma(h, y);
            i = x.fma(i, y);
            j = x.fma(j, y);
        }
        FloatVector sum =
                x.mul(a).add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j);
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /**
     * The work of a run.
     *
     * @param iterations of three links of all chains
     * @return floating-point operations
     */
    public static long flops(int iterations) {
        return 2L * CHAINS * LINKS * LANES * iterations;
    }
}
