package dev.thrice.command.output;

/**
 * What a result's numbers may be. Checked by results themselves, whoever makes them: the program that measured them, or a file that they
 * are read from, which may say anything.
 */
public final class Expect {
    /** Of a cosine that was computed in float64, since rounding may take it beyond 1. */
    private static final double ROUNDING = 1e-9;

    private Expect() {}

    /**
     * Checks a condition.
     *
     * @param condition that holds
     * @param what is looked at
     * @param found instead
     * @param expected in words
     * @throws IllegalArgumentException if it does not
     */
    public static void that(boolean condition, String what, Object found, Object expected) {
        if (!condition) {
            throw new IllegalArgumentException(what + " " + found + ", expected " + expected);
        }
    }

    /**
     * Checks that something is what it should be.
     *
     * @param what is looked at
     * @param found there
     * @param expected there
     * @throws IllegalArgumentException if they are not equal
     */
    public static void equal(String what, Object found, Object expected) {
        that(found.equals(expected), what, found, expected);
    }

    /**
     * Checks a share, such as an accuracy.
     *
     * @param what it is of
     * @param value of it
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public static void share(String what, double value) {
        that(value >= 0 && value <= 1, what, value, "0 to 1");
    }

    /**
     * Checks a cosine.
     *
     * @param what it is of
     * @param value of it; NaN where there is no angle
     * @throws IllegalArgumentException if it is not in [-1, 1]
     */
    public static void cosine(String what, double value) {
        that(Double.isNaN(value) || Math.abs(value) <= 1 + ROUNDING, what, value, "-1 to 1");
    }

    /**
     * Checks a norm, an error or an energy, which may have grown beyond all bounds.
     *
     * @param what it is of
     * @param value of it
     * @throws IllegalArgumentException if it is below 0
     */
    public static void notBelow0(String what, double value) {
        that(!(value < 0), what, value, "at least 0");
    }

    /**
     * Checks a count, or a time that may be none.
     *
     * @param what is counted
     * @param value of it
     * @param least that it may be
     * @throws IllegalArgumentException if it is less, or no number
     */
    public static void atLeast(String what, double value, double least) {
        that(value >= least && value < Double.POSITIVE_INFINITY, what, value, "at least " + least);
    }

    /**
     * Checks a count.
     *
     * @param what is counted
     * @param value of it
     * @param least that it may be
     * @throws IllegalArgumentException if it is less
     */
    public static void atLeast(String what, long value, long least) {
        that(value >= least, what, value, "at least " + least);
    }

    /**
     * Checks a time, a rate or a step size.
     *
     * @param what it is of
     * @param value of it
     * @throws IllegalArgumentException if it is not a number above 0
     */
    public static void above0(String what, double value) {
        that(value > 0 && value < Double.POSITIVE_INFINITY, what, value, "a number above 0");
    }
}
