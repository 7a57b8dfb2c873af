package dev.thrice.kernels.approximation;

/**
 * The normal distribution's tail, Phi(-a) = e^(-a^2 / 2) P(u) / (a + 2), u = (a - 2) / (a + 2), for a from 0 to where |x| Phi(-|x|) is 0 in
 * float32. P by Lawson's algorithm, of degree 10 to 2.5e-8 and of degree 14 to 6e-11. e^(-a^2 / 2) by {@link Exponential} from a^2 in two
 * parts, since float32's rounding of a^2 alone would be 50 ulp of it.
 */
public final class NormalTail {
    /** a Phi(-a) is 0 in float32 from here on up. */
    public static final float HIGHEST = 15f;

    /** Where u is 0. */
    public static final float CENTRE = 2f;

    /** phi(0) = 1 / sqrt(2 pi). */
    public static final float DENSITY = 0x1.988454p-2f;

    public static final float P10 = -0x1.4c191ap-14f;
    public static final float P9 = 0x1.bf7adap-16f;
    public static final float P8 = 0x1.7d0d9ap-11f;
    public static final float P7 = 0x1.d2396cp-11f;
    public static final float P6 = -0x1.efc44ep-10f;
    public static final float P5 = -0x1.ba9b8p-8f;
    public static final float P4 = -0x1.fab654p-12f;
    public static final float P3 = 0x1.2cd37p-5f;
    public static final float P2 = 0x1.d7d548p-6f;
    public static final float P1 = -0x1.535bb8p-2f;
    public static final float P0 = 0x1.5845dcp-1f;

    private static final double[] OF_DOUBLES = {
        0x1.5845dcad81c79p-1,
        -0x1.535bafa87c9b0p-2,
        0x1.d7d0dbba4940ep-6,
        0x1.2ccbfe53714a9p-5,
        -0x1.ec3fbe466d21ep-12,
        -0x1.b8ba19740e508p-8,
        -0x1.ffdb2c374b3a5p-10,
        0x1.9baccafd6960dp-11,
        0x1.b5417874f01dfp-11,
        0x1.b4b95f6d69d83p-13,
        -0x1.16132c9f0a233p-13,
        -0x1.1c4be52dc86f3p-13,
        -0x1.98a56c56fc71ep-16,
        0x1.94552b1309c80p-16,
        0x1.62b562536247ap-17,
    };

    private NormalTail() {}

    /**
     * In float64.
     *
     * @param a from 0 to {@link #HIGHEST}, or NaN
     * @return Phi(-a) e^(a^2 / 2), to 6e-11 of it
     */
    public static double scaled(double a) {
        double u = (a - CENTRE) / (a + CENTRE);
        double p = 0;
        for (int i = OF_DOUBLES.length - 1; i >= 0; i--) {
            p = p * u + OF_DOUBLES[i];
        }
        return p / (a + CENTRE);
    }
}
