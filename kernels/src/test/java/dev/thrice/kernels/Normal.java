package dev.thrice.kernels;

/** The standard normal distribution in float64, to 1e-12 of it, from its series and, in the tails, its continued fraction. */
final class Normal {
    /** Beyond it, of a magnitude far below float32's. */
    static final double FARTHEST = 40;

    private static final double TAIL_FROM = 3;
    private static final int TERMS = 120;

    private Normal() {}

    /** phi(x). */
    static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Phi(x). */
    static double distribution(double x) {
        if (Math.abs(x) < TAIL_FROM) {
            return .5 + density(x) * series(x);
        }
        double tail = Math.abs(x) > FARTHEST ? 0 : tail(Math.abs(x));
        return x < 0 ? tail : 1 - tail;
    }

    /** x + x^3 / 3 + x^5 / (3 5) + .. */
    private static double series(double x) {
        double sum = 0;
        double term = x;
        for (int k = 3; sum + term != sum; k += 2) {
            sum += term;
            term *= x * x / k;
        }
        return Double.isNaN(x) ? x : sum;
    }

    /** phi(x) / (x + 1 / (x + 2 / (x + 3 / ..))). */
    private static double tail(double x) {
        double fraction = x;
        for (int k = TERMS; k > 0; k--) {
            fraction = x + k / fraction;
        }
        return density(x) / fraction;
    }
}
