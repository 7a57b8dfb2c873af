package dev.thrice.lab.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.ranking.NaturalRanking;

/**
 * Where a series most likely changed its level, by Pettitt's rank test (1979): K = max |U_t| with U_t = 2 (R_1 + .. + R_t)
 * - t (n + 1), and p about 2 exp(-6 K^2 / (n^3 + n^2)). Ranks do not mind the outliers that timings have. p takes samples
 * as independent, which rounds are not quite; so a series is only called unsteady when the shift matters as well.
 *
 * @param index of the first sample after the change
 * @param probability of a change as marked in a steady series
 * @param shift the median after the change over the median before, less 1
 */
public record ChangePoint(int index, double probability, double shift) {
    private static final double SIGNIFICANT = .001;
    private static final double MATTERS = .05;

    /**
     * Finds it.
     *
     * @param samples in the order they were taken, at least two
     * @return the most likely change, whether or not there was one
     * @throws IllegalArgumentException if there are fewer than two samples
     */
    public static ChangePoint find(double[] samples) {
        int n = samples.length;
        if (n < 2) {
            throw new IllegalArgumentException(n + " samples, expected at least 2");
        }
        double[] ranks = new NaturalRanking().apply(samples);
        double sum = 0;
        double largest = -1;
        int index = 1;
        for (int t = 1; t < n; t++) {
            sum += ranks[t - 1];
            double u = Math.abs(2 * sum - t * (n + 1.0));
            if (u > largest) {
                largest = u;
                index = t;
            }
        }
        double probability = 2 * Math.exp(-6 * largest * largest / (Math.pow(n, 3) + Math.pow(n, 2)));
        double before = Series.median(Arrays.copyOf(samples, index));
        double after = Series.median(Arrays.copyOfRange(samples, index, n));
        return new ChangePoint(index, Math.min(1, probability), after / before - 1);
    }

    /**
     * Whether the series has a level of its own all along, so that warm-up was over when it began.
     *
     * @return true unless a change is beyond doubt and above 5 %
     */
    public boolean steady() {
        return probability > SIGNIFICANT || Math.abs(shift) <= MATTERS;
    }
}
