package dev.thrice.lab.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Facts about the samples of one contender in one fork, in the order they were taken. */
public final class Series {
    /** Samples, of fewer of which the median has no 95 % interval. */
    public static final int FEWEST = 6;

    private static final double TAIL = .025;

    private Series() {}

    /**
     * The median, which a few interrupted samples do not move.
     *
     * @param samples at least one
     * @return their median
     */
    public static double median(double[] samples) {
        return Median.withDefaults().evaluate(samples);
    }

    /**
     * One contender's times over another's, round by round.
     *
     * @param times of the one, a round each
     * @param units of the other, in the same rounds
     * @return the ratios
     */
    public static double[] ratios(double[] times, double[] units) {
        return IntStream.range(0, times.length)
                .mapToDouble(i -> times[i] / units[i])
                .toArray();
    }

    /**
     * The median with an interval that covers the median of what the samples are of with a probability of at least 95 %, whatever its
     * distribution: from one order statistic to another, by the binomial distribution. Of fewer than six samples it is everything.
     *
     * @param samples independent, at least one
     * @return median and interval
     */
    public static Estimate medianEstimate(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int below = BinomialDistribution.of(n, .5)
                .inverseCumulativeProbability(TAIL); // samples left out at each end, and one
        return new Estimate(
                median(sorted),
                below == 0 ? Double.NEGATIVE_INFINITY : sorted[below - 1],
                below == 0 ? Double.POSITIVE_INFINITY : sorted[n - below],
                n);
    }

    /**
     * The median of one contender's time over another's, round by round.
     *
     * @param times of the one, a round each
     * @param units of the other, in the same rounds
     * @return the median ratio
     */
    public static double medianRatio(double[] times, double[] units) {
        return median(ratios(times, units));
    }

    /**
     * How far the level moved: the thirds of a series, in the order they were taken, against each other.
     *
     * @param samples at least three, else there is no drift to tell
     * @return the largest median of a third over the smallest, less 1; 0 for fewer than three samples
     */
    public static double drift(double[] samples) {
        int third = samples.length / 3;
        if (third == 0) {
            return 0;
        }
        double[] levels = {
            median(Arrays.copyOf(samples, third)),
            median(Arrays.copyOfRange(samples, third, samples.length - third)),
            median(Arrays.copyOfRange(samples, samples.length - third, samples.length))
        };
        Arrays.sort(levels);
        return levels[2] / levels[0] - 1;
    }
}
