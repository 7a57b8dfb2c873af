package dev.thrice.lab.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/** Facts about the samples of one contender in one fork, in the order they were taken. */
public final class Series {
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
     * The median of one contender's time over another's, round by round.
     *
     * @param times of the one, a round each
     * @param units of the other, in the same rounds
     * @return the median ratio
     */
    public static double medianRatio(double[] times, double[] units) {
        return median(IntStream.range(0, times.length)
                .mapToDouble(i -> times[i] / units[i])
                .toArray());
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
