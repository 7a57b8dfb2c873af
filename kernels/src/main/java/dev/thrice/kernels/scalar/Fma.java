package dev.thrice.kernels.scalar;

import dev.thrice.kernels.machine.JvmFlags;

/** The fused multiply-add, with one rounding, of a JVM that has an instruction for it or not. */
final class Fma {
    static final boolean INSTRUCTION = JvmFlags.current().againstFma().isEmpty();

    private Fma() {}

    /** a b + c. */
    static float of(float a, float b, float c) {
        return INSTRUCTION ? Math.fma(a, b, c) : inDoubles(a, b, c);
    }

    /**
     * The same in float64, a hundred times as fast as {@link Math#fma} is without an instruction. The product is exact. The sum is rounded to
     * odd, that is, an inexact one to that of its two neighbours whose last bit is 1; rounded to float it is then a b + c rounded once
     * (Boldo &amp; Melquiond 2008).
     */
    static float inDoubles(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double ofC = sum - product;
        double error = product - (sum - ofC) + (c - ofC); // what the sum lacks, exactly; NaN where it is infinite
        if (error < 0 || error > 0) {
            long bits = Double.doubleToRawLongBits(sum);
            if ((bits & 1) == 0) {
                sum = Double.longBitsToDouble(bits + (error > 0 == sum > 0 ? 1 : -1));
            }
        }
        return (float) sum;
    }
}
