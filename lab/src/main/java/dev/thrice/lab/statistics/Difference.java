package dev.thrice.lab.statistics;

/** Whether two contenders take the same time, judged by the ratio of their times. */
public enum Difference {
    /** The first takes less: the whole interval is below 1 by more than the tolerance. */
    FASTER,
    /** The first takes more: the whole interval is above 1 by more than the tolerance. */
    SLOWER,
    /** The whole interval is within the tolerance: equivalent (Schuirmann 1987). */
    NONE,
    /** The interval reaches over an edge of the tolerance. */
    INCONCLUSIVE;

    /**
     * Judges a ratio.
     *
     * @param ratio first over second
     * @param tolerance the difference too small to matter, such as .02
     * @return what the interval says
     */
    public static Difference of(Estimate ratio, double tolerance) {
        double low = 1 / (1 + tolerance);
        double high = 1 + tolerance;
        if (ratio.low() >= low && ratio.high() <= high) {
            return NONE;
        }
        if (ratio.high() < low) {
            return FASTER;
        }
        return ratio.low() > high ? SLOWER : INCONCLUSIVE;
    }
}
