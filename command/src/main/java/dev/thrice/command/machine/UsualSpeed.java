package dev.thrice.command.machine;

import org.apache.commons.statistics.descriptive.Quantile;

/**
 * What work that never changes usually takes: the lower quartile of its times, since neighbours slow a machine down and nothing makes it
 * faster than it is. What is taken beside a time that is off was taken at another speed.
 *
 * @param nanos the quartile; NaN of no times, which nothing is near
 */
public record UsualSpeed(double nanos) {
    /** How far a time may be off. */
    public static final double TOLERANCE = .05;

    private static final double USUAL = .25;

    /**
     * Of some times.
     *
     * @param times of the same work
     * @return what it usually takes
     */
    public static UsualSpeed of(double[] times) {
        return new UsualSpeed(
                times.length == 0 ? Double.NaN : Quantile.withDefaults().evaluate(times, USUAL));
    }

    /**
     * Whether a time is not off.
     *
     * @param time of the same work
     * @return whether it is within the tolerance
     */
    public boolean includes(double time) {
        return Math.abs(time / nanos - 1) <= TOLERANCE;
    }
}
