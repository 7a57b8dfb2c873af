package dev.thrice.gate.command.judge;

/**
 * What is held against the measurements.
 *
 * @param margin a slow-down too small to matter, such as .03
 * @param unseen the largest slow-down that may go unseen, such as .10
 * @param level probability of a false alarm in the whole suite, at a first measurement
 */
public record Rules(double margin, double unseen, double level) {
    /** How many quads that count a fork needs. */
    static final int STEADY = 5;

    /** The share of forks that have to be fit. */
    static final double FIT_FORKS = .5;

    /** As few forks as have an interval worth looking at. */
    public static final int MIN_FORKS = 3;

    /** The largest slow-down that may go unseen by the gate. */
    public static final double UNSEEN = .10;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException unless 0 &lt;= margin &lt; unseen and 0 &lt; level &lt; 1
     */
    public Rules {
        if (!(margin >= 0 && margin < unseen)) {
            throw new IllegalArgumentException("margin " + margin + ", expected at least 0 and less than " + unseen);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level " + level + ", expected between 0 and 1");
        }
    }

    /**
     * The gate's own.
     *
     * @param margin a slow-down too small to matter
     * @return with it, 10 % unseen and a level of .01
     */
    public static Rules withMargin(double margin) {
        return new Rules(margin, UNSEEN, .01);
    }
}
