package dev.thrice.engine.algorithm;

/**
 * How much of backpropagation's error has arrived at a node under the fixed-prediction assumption. The recursion (3.22)
 * is linear with frozen Jacobians, so with g_l backpropagation's error and k = L - l the distance to the output,
 *
 * <pre>e_l(t) = a(k, t) g_l,   a(k, t) = P[Binomial(t, gamma) >= k].</pre>
 *
 * <p>a = 0 exactly for t &lt; k, which is Theorem 1; with gamma = 1, a = 1 from t = k on (Rosenbaum 2022). An identity
 * of polynomials in gamma, it holds for over-relaxation, 1 &lt; gamma &lt; 2, as well.
 */
public final class ArrivalLaw {
    private ArrivalLaw() {}

    /**
     * The share of the error that has arrived.
     *
     * @param distance k = L - l, at least 0
     * @param steps t, at least 0
     * @param stepSize gamma
     * @return a(k, t), to a few ulps of the sum of its terms' magnitudes
     */
    public static double arrived(int distance, int steps, double stepSize) {
        double sum = 0;
        for (long i = distance; i <= steps; i++) { // steps may be the largest int
            sum += term((int) i, steps, stepSize);
        }
        return sum;
    }

    /**
     * t_c: how many steps it takes until all but a tolerance of the error has arrived.
     *
     * @param distance k = L - l, at least 0
     * @param stepSize gamma, in (0, 1], with which the share only grows
     * @param tolerance of the share, in (0, 1]
     * @return the smallest t with a(k, t) &gt;= 1 - tolerance
     * @throws IllegalArgumentException if a number is out of range
     */
    public static int steps(int distance, double stepSize, double tolerance) {
        if (distance < 0 || !(stepSize > 0 && stepSize <= 1) || !(tolerance > 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("distance " + distance + ", step size " + stepSize + ", tolerance "
                    + tolerance + ", expected from 0, in (0, 1], in (0, 1]");
        }
        int steps = distance;
        while (arrived(distance, steps, stepSize) < 1 - tolerance) {
            steps++;
        }
        return steps;
    }

    /** C(n, i) p^i (1 - p)^(n - i), multiplied up in an order that neither overflows nor underflows early. */
    private static double term(int i, int n, double p) {
        double term = 1;
        int heads = 0;
        int tails = 0;
        for (int j = 1; j <= i; j++) {
            term *= (double) (n - i + j) / j;
            while (Math.abs(term) > 1 && heads < i) {
                term *= p;
                heads++;
            }
            while (Math.abs(term) > 1 && tails < n - i) {
                term *= 1 - p;
                tails++;
            }
        }
        return term * Math.pow(p, i - heads) * Math.pow(1 - p, n - i - tails);
    }
}
