package dev.thrice.lab.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A quantity with its 95 % interval over forks. A fork is one fresh JVM, the unit of replication: rounds of one process
 * share what that process's compiler and memory layout happened to be, so they are no sample of anything wider (Kalibera
 * and Jones 2013). The interval is Student's, which covers the truth as often as it says with as few forks as are
 * affordable; the bootstrap's percentile interval does not.
 *
 * @param value the mean over forks; the geometric mean of ratios and times
 * @param low lower end; of one fork, the lowest value there could be
 * @param high upper end; of one fork, infinite
 * @param forks how many there were
 */
public record Estimate(double value, double low, double high, int forks) {
    private static final double PER_CENT = 100;
    private static final double UPPER_QUANTILE = .975;

    /** Of fewer forks there is an interval, but of two it is some nine times as wide as they are apart: nobody learns anything from it. */
    private static final int FEWEST_SHOWN = 3;

    /** Half an image of 10,000: that none or all are right says no more than that. */
    private static final double LEAST_SHARE = .5e-4;

    /**
     * The mean of what each fork found.
     *
     * @param perFork one value a fork
     * @return mean and interval
     * @throws IllegalArgumentException if there are no values
     */
    public static Estimate ofValues(double... perFork) {
        return student(perFork, DoubleUnaryOperator.identity());
    }

    /**
     * The geometric mean of the ratio, or the time, that each fork found, its interval taken on logarithms: a/b and b/a agree, and no time
     * can be below 0.
     *
     * @param perFork one value a fork, all above 0
     * @return geometric mean and interval
     * @throws IllegalArgumentException if there are no values or one is not above 0
     */
    public static Estimate ofRatios(double... perFork) {
        for (double ratio : perFork) {
            if (!(ratio > 0)) {
                throw new IllegalArgumentException("ratio " + ratio + ", expected more than 0");
            }
        }
        return student(Arrays.stream(perFork).map(Math::log).toArray(), Math::exp);
    }

    /**
     * The mean of the share, such as an accuracy, that each fork found, mean and interval taken on logits (Warton and Hui 2011): no share
     * can be below 0 or above 1.
     *
     * @param perFork one value a fork, all in [0, 1]
     * @return mean and interval, within [0, 1]
     * @throws IllegalArgumentException if there are no values or one is no share
     */
    public static Estimate ofShares(double... perFork) {
        for (double share : perFork) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share " + share + ", expected 0 to 1");
            }
        }
        if (perFork.length > 1 && Arrays.stream(perFork).distinct().count() == 1) {
            return new Estimate(perFork[0], perFork[0], perFork[0], perFork.length); // to the last bit, also 0 and 1
        }
        double[] logits = Arrays.stream(perFork)
                .map(share -> Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE))
                .map(Estimate::logit)
                .toArray();
        return student(logits, logit -> 1 / (1 + Math.exp(-logit)));
    }

    private static double logit(double share) {
        return Math.log(share / (1 - share));
    }

    /**
     * Whether people are shown the interval.
     *
     * @param forks how many there were
     * @return whether they are at least 3
     */
    public static boolean shown(long forks) {
        return forks >= FEWEST_SHOWN;
    }

    /**
     * The lower end where something is drawn.
     *
     * @return NaN of fewer than 3 forks
     */
    public double drawnLow() {
        return shown(forks) ? low : Double.NaN;
    }

    /**
     * The upper end where something is drawn.
     *
     * @return NaN of fewer than 3 forks
     */
    public double drawnHigh() {
        return shown(forks) ? high : Double.NaN;
    }

    /**
     * For people.
     *
     * @param number its format, such as "%.2f"
     * @return such as "1.54 [1.50, 1.58]", and "1.54" of fewer than 3 forks
     */
    public String text(String number) {
        return text(1, number, "");
    }

    /**
     * A share for people.
     *
     * @return such as "95.65 % [95.24, 96.06]", and "95.65 %" of fewer than 3 forks
     */
    public String percent() {
        return text(PER_CENT, "%.2f", " %");
    }

    /**
     * A difference of shares for people, in percentage points.
     *
     * @return such as "-1.20 [-2.00, -0.40]", and "-1.20" of fewer than 3 forks
     */
    public String points() {
        return text(PER_CENT, "%+.2f", "");
    }

    private String text(double scale, String number, String unit) {
        String mean = String.format(Locale.ROOT, number, scale * value) + unit;
        String interval = " [" + number + ", " + number + "]";
        return shown(forks) ? mean + String.format(Locale.ROOT, interval, scale * low, scale * high) : mean;
    }

    private static Estimate student(double[] values, DoubleUnaryOperator scale) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("no forks, expected at least 1");
        }
        double mean = Mean.of(values).getAsDouble();
        double halfWidth = Double.POSITIVE_INFINITY;
        if (n > 1) {
            double quantile = TDistribution.of(n - 1).inverseCumulativeProbability(UPPER_QUANTILE);
            halfWidth = quantile * StandardDeviation.of(values).getAsDouble() / Math.sqrt(n);
        }
        return new Estimate(
                scale.applyAsDouble(mean),
                scale.applyAsDouble(mean - halfWidth),
                scale.applyAsDouble(mean + halfWidth),
                n);
    }
}
