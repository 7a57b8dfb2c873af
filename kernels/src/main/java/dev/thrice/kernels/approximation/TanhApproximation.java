package dev.thrice.kernels.approximation;

/**
 * tanh to 1.39 ulp over every float.
 *
 * <p>With y = |x|: below 0.7 an odd polynomial, y + y^3 P(y^2) (relative error 1.5e-8, at most 0.87 ulp with rounding); from there
 * on 1 - 2 / (e^(2y) + 1), where what is subtracted is below 0.4 and brings as little of its own error with it. e^(2y) = 2^k e^(2r),
 * r = y - k ln 2 / 2 in one step, since where k is large the quotient is small; e^(2r) = 1 + 2 r + r^2 (E2 + .. + E5 r^3), of the least degree that the
 * error allows, since its chain is what the time goes into. Both by Lawson's algorithm, the second then by trying neighbours in float32 for the
 * smallest largest error of the result. Above 9.02 tanh is 1 in float32; compared as ints, which is one instruction, NaN goes there too, but it
 * comes from the polynomial in the end. The sign goes back on last, which makes tanh odd to the bit, zeros included.
 */
public final class TanhApproximation {
    public static final float SMALL = .7f;
    public static final int ONE_FROM_BITS = Float.floatToRawIntBits(9.02f);
    public static final float TWO_LOG2_E = 0x1.715476p1f;
    public static final float HALF_LN_2 = 0x1.62e43p-2f;

    public static final float P11 = -0x1.50c46ap-8f;
    public static final float P9 = 0x1.492fd2p-6f;
    public static final float P7 = -0x1.b6c112p-5f;
    public static final float P5 = 0x1.10faeep-3f;
    public static final float P3 = -0x1.5554f6p-2f;

    public static final float E5 = 0x1.10dedcp-2f;
    public static final float E4 = 0x1.573578p-1f;
    public static final float E3 = 0x1.5556c8p0f;
    public static final float E2 = 0x1.fffdd4p0f;

    private TanhApproximation() {}
}
