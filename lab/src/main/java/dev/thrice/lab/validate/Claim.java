package dev.thrice.lab.validate;

/**
 * A statement of the paper, held against a measured ratio.
 *
 * @param equation its number in the paper
 * @param statement what it says
 * @param form what was counted in
 * @param ratio measured
 * @param relation how the ratio is to stand to the bound
 * @param bound the figure
 * @param verdict what the interval says of it
 */
record Claim(
        String equation,
        String statement,
        String form,
        Estimate ratio,
        Relation relation,
        double bound,
        Verdict verdict) {

    /** How a ratio is to stand to its bound. */
    enum Relation {
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** What a measurement says of a claim. */
    enum Verdict {
        /** The whole interval is on the claimed side. */
        HOLDS,
        /** The whole interval is on the other side. */
        VIOLATED,
        /** The bound is inside the interval. */
        INCONCLUSIVE
    }

    static Claim judged(
            String equation, String statement, String form, Estimate ratio, Relation relation, double bound) {
        return new Claim(equation, statement, form, ratio, relation, bound, verdict(ratio, relation, bound));
    }

    private static Verdict verdict(Estimate ratio, Relation relation, double bound) {
        boolean below = ratio.high() <= bound;
        boolean above = ratio.low() >= bound;
        if (!below && !above) {
            return Verdict.INCONCLUSIVE;
        }
        return below == (relation == Relation.AT_MOST) || (below && above) ? Verdict.HOLDS : Verdict.VIOLATED;
    }
}
