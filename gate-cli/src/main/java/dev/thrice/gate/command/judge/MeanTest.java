package dev.thrice.gate.command.judge;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t for the mean of a few values, one of each fork.
 *
 * @param mean of the values
 * @param standardError of the mean
 * @param forks how many values, at least 2
 */
record MeanTest(double mean, double standardError, int forks) {
    static MeanTest of(double[] values) {
        return new MeanTest(
                Mean.of(values).getAsDouble(),
                StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length),
                values.length);
    }

    /** The probability of such a mean or a larger one if the true one is at most {@code bound}. */
    double pAbove(double bound) {
        if (standardError == 0) {
            return mean > bound ? 0 : 1;
        }
        return TDistribution.of(forks - 1).survivalProbability((mean - bound) / standardError);
    }

    /** From the mean to the bound on either side, which the true mean is beyond with probability {@code level}. */
    double halfWidth(double level) {
        return standardError * TDistribution.of(forks - 1).inverseSurvivalProbability(level);
    }
}
