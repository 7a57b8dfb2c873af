package dev.thrice.lab.validate;

import java.util.Random;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * A median with its 95 % interval.
 *
 * @param median of the samples
 * @param low 2.5 % quantile of the bootstrapped medians
 * @param high 97.5 % quantile of the bootstrapped medians
 */
record Estimate(double median, double low, double high) {
    private static final int RESAMPLES = 2_000;

    /**
     * Bootstraps the median over rounds (Efron 1979, percentile interval). Rounds are taken as independent.
     *
     * @param samples one a round
     * @param seed of the resampling
     */
    static Estimate ofMedian(double[] samples, long seed) {
        Random random = new Random(seed);
        Median median = Median.withDefaults();
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[samples.length];
        for (int b = 0; b < RESAMPLES; b++) {
            for (int i = 0; i < resample.length; i++) {
                resample[i] = samples[random.nextInt(samples.length)];
            }
            medians[b] = median.evaluate(resample);
        }
        double[] interval = Quantile.withDefaults().evaluate(medians, .025, .975);
        return new Estimate(median.evaluate(samples), interval[0], interval[1]);
    }
}
