package dev.thrice.lab.statistics;

/**
 * A figure that a quantity is claimed to stay on one side of.
 *
 * @param relation which side
 * @param value the figure
 */
public record Bound(Relation relation, double value) {

    /** Which side of the bound is claimed. */
    public enum Relation {
        /** Not above it. */
        AT_MOST("<="),
        /** Not below it. */
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        /**
         * As in a formula.
         *
         * @return the sign
         */
        public String sign() {
            return sign;
        }
    }

    /** What a measurement says of a claim. */
    public enum Verdict {
        /** The whole interval is on the claimed side. */
        HOLDS,
        /** The whole interval is on the other side. */
        VIOLATED,
        /** The bound is inside the interval. */
        INCONCLUSIVE
    }

    /**
     * The bound from above.
     *
     * @param value the figure
     * @return quantity &lt;= value
     */
    public static Bound atMost(double value) {
        return new Bound(Relation.AT_MOST, value);
    }

    /**
     * The bound from below.
     *
     * @param value the figure
     * @return quantity >= value
     */
    public static Bound atLeast(double value) {
        return new Bound(Relation.AT_LEAST, value);
    }

    /**
     * Holds an estimate against the bound.
     *
     * @param estimate with its interval
     * @return what its interval says
     */
    public Verdict judge(Estimate estimate) {
        boolean below = estimate.high() <= value;
        boolean above = estimate.low() >= value;
        boolean atMost = relation == Relation.AT_MOST;
        if (atMost ? below : above) {
            return Verdict.HOLDS;
        }
        return below || above ? Verdict.VIOLATED : Verdict.INCONCLUSIVE;
    }

    @Override
    public String toString() {
        return relation.sign() + " "
                + (value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value));
    }
}
