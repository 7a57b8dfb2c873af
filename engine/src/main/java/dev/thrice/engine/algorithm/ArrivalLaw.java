package dev.thrice.engine.algorithm;

/**
 * How much of backpropagation's error has arrived at a node under the fixed-prediction assumption. The recursion (3.22)
 * is linear with frozen Jacobians, so with g_l backpropagation's error and k = L - l the distance to the output,
 *
 * <pre>e_l(t) = a(k, t) g_l,   a(k, t) = P[Binomial(t, gamma) >= k].</pre>
 *
 * <p>a = 0 exactly for t &lt; k, which is Theorem 1; with gamma = 1, a = 1 from t = k on (Rosenbaum 2022). An identity
 * of polynomials in gamma, it holds for over-relaxation, 1 &lt; gamma &lt; 2, as well, where the terms C(t, i) gamma^i (1 -
 * gamma)^(t - i) alternate in sign and their magnitudes add up to (2 gamma - 1)^t. They are largest at i = t gamma / (gamma + |1 -
 * gamma|): summed from k away from there, and up to k taken from their whole, which is 1, they only fall, and nothing cancels.
 */
public final class ArrivalLaw {
    /** A term below this part of the first changes no sum. */
    private static final double NEGLIGIBLE = 0x1p-60;

    private static final double LN_2 = Math.log(2);

    private ArrivalLaw() {}

    /**
     * The share of the error that has arrived. Takes time in proportion to k, whatever t is.
     *
     * @param distance k = L - l, at least 0
     * @param steps t, at least 0
     * @param stepSize gamma, in (0, 2)
     * @return a(k, t), to 16 (k + 1) 2^-53 max(1, |a|), with gamma above 1 as many times as 1 - ln(2 - gamma); infinite where over-relaxation
     *     makes it too large
     * @throws IllegalArgumentException if a number is out of range
     */
    public static double arrived(int distance, int steps, double stepSize) {
        if (distance < 0 || steps < 0 || !(stepSize > 0 && stepSize < 2)) {
            throw new IllegalArgumentException("distance " + distance + ", steps " + steps + ", step size " + stepSize
                    + ", expected from 0, from 0, above 0 and below 2");
        }
        return isEarly(distance, steps, stepSize)
                ? sum(distance, 1, steps, stepSize)
                : 1 - sum(distance - 1, -1, steps, stepSize);
    }

    /**
     * t_c: how many steps it takes until all but a tolerance of the error has arrived. What has not is summed itself, so the tolerance
     * may be smaller than what is left of 1 by rounding.
     *
     * @param distance k = L - l, at least 0
     * @param stepSize gamma, in (0, 1], with which the share only grows
     * @param tolerance of the share, in (0, 1]
     * @return the smallest t with a(k, t) &gt;= 1 - tolerance
     * @throws IllegalArgumentException if a number is out of range, or it takes more steps than an int counts
     */
    public static int steps(int distance, double stepSize, double tolerance) {
        if (distance < 0 || !(stepSize > 0 && stepSize <= 1) || !(tolerance > 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("distance " + distance + ", step size " + stepSize + ", tolerance "
                    + tolerance + ", expected from 0, in (0, 1], in (0, 1]");
        }
        if (missing(distance, Integer.MAX_VALUE, stepSize) > tolerance) {
            throw new IllegalArgumentException("distance " + distance + ", step size " + stepSize + ", tolerance "
                    + tolerance + ": expected that " + Integer.MAX_VALUE + " steps are enough");
        }
        int tooFew = -1;
        int enough = Integer.MAX_VALUE;
        while (tooFew + 1 < enough) {
            int between = (int) (((long) tooFew + enough) / 2);
            if (missing(distance, between, stepSize) <= tolerance) {
                enough = between;
            } else {
                tooFew = between;
            }
        }
        return enough;
    }

    /** 1 - a(k, t). */
    private static double missing(int distance, int steps, double stepSize) {
        return isEarly(distance, steps, stepSize)
                ? 1 - sum(distance, 1, steps, stepSize)
                : sum(distance - 1, -1, steps, stepSize);
    }

    /** Whether the largest term is below k. */
    private static boolean isEarly(int distance, int steps, double stepSize) {
        return distance > steps * (stepSize / (stepSize + Math.abs(1 - stepSize)));
    }

    /** The terms from one on, upwards or downwards, that is away from the largest. */
    private static double sum(int from, int direction, int n, double p) {
        if (from < 0 || from > n || p == 1) { // with 1 all arrives in step k
            return 0;
        }
        double odds = p / (1 - p);
        double sum = 1;
        double ratio = 1;
        for (int i = from; Math.abs(ratio) > NEGLIGIBLE; i += direction) {
            ratio *= direction > 0 ? (n - i) / (i + 1.) * odds : i / (n - i + 1.) / odds;
            sum += ratio;
        }
        return term(from, n, p) * sum;
    }

    /** C(n, i) p^i (1 - p)^(n - i), its exponent apart, since factors overflow and underflow where their product does not. */
    private static double term(int i, int n, double p) {
        int scale = Math.getExponent(p);
        double factor = Math.scalb(p, -scale);
        double mantissa = 1;
        long exponent = (long) i * scale;
        for (int j = 1; j <= i; j++) {
            mantissa *= (n - i + j) / (double) j * factor;
            int shift = Math.getExponent(mantissa);
            mantissa = Math.scalb(mantissa, -shift);
            exponent += shift;
        }
        if (i == n) {
            return scaled(mantissa, exponent);
        }
        double log = (n - i) * (p < 1 ? Math.log1p(-p) : Math.log(p - 1));
        double tails = Math.rint(log / LN_2);
        double sign = p > 1 && (n - i) % 2 == 1 ? -1 : 1;
        return scaled(sign * mantissa * Math.exp(log - tails * LN_2), exponent + (long) tails);
    }

    private static double scaled(double mantissa, long exponent) {
        return Math.scalb(mantissa, (int) Math.clamp(exponent, -5000L, 5000L));
    }
}
