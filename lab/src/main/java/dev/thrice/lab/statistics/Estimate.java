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
    private static final double UPPER_QUANTILE = .975;

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
     * A share for people.
     *
     * @return such as "95.65 % [95.24, 96.06]"
     */
    public String percent() {
        return hundredths("%.2f %% [%.2f, %.2f]");
    }

    /**
     * A difference of shares for people, in percentage points.
     *
     * @return such as "-1.20 [-2.00, -0.40]"
     */
    public String points() {
        return hundredths("%+.2f [%+.2f, %+.2f]");
    }

    private String hundredths(String format) {
        return String.format(Locale.ROOT, format, 100 * value, 100 * low, 100 * high);
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
