package dev.thrice.kernels.approximation;

/**
 * The constants of e^x = 2^n e^r, |r| &lt;= ln 2 / 2, by Cody and Waite's reduction, as each kernel spells it out. n = x log2(e) rounded; r = x - n ln 2 with ln 2 in two parts, of which the first difference is exact; e^r
 * = 1 + r + r^2 (1/2 + C3 r + .. + C6 r^4) to 8e-10, by Remez' algorithm.
 * 2^n goes on in two factors of half the exponent, the last one rounding once to a subnormal or to infinity.
 */
public final class Exponential {
    /** e^x is 0 in float32 from here on down, and so is what the two factors give. */
    public static final float LOWEST = -104f;

    /** e^x is infinite in float32 from here on up, and so is what the two factors give. */
    public static final float HIGHEST = 89f;

    public static final float LOG2_E = 0x1.715476p0f;

    /** LN_2_HIGH + LN_2_LOW is ln 2 to 49 bits. */
    public static final float LN_2_HIGH = 0x1.62e43p-1f;

    public static final float LN_2_LOW = -0x1.05c61p-29f;

    public static final float C3 = 0x1.5554bp-3f;
    public static final float C4 = 0x1.555488p-5f;
    public static final float C5 = 0x1.1227d6p-7f;
    public static final float C6 = 0x1.6d98dp-10f;

    /** Adding it leaves the nearest integer in the low bits of the significand. */
    public static final float ROUNDING = 0x1.8p23f;

    public static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);

    /** The exponent field of 1. */
    public static final int BIAS = 127;

    private Exponential() {}
}
