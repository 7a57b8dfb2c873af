package dev.thrice.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How far an axis reaches: as far as the values themselves, and somewhat into their intervals. A single wide interval would else leave no
 * room for what is between the values.
 */
final class Extent {
    /** How far intervals may widen the axis to either side, in spans of the values. */
    private static final double REACH = .5;

    private static final double MARGIN = .04;
    private static final double LEAST_SPAN = .1;

    private final boolean log;
    private final boolean fromZero;
    private final List<Double> values = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();

    /**
     * Of nothing yet.
     *
     * @param log whether the scale is logarithmic
     * @param fromZero whether it includes 0
     */
    Extent(boolean log, boolean fromZero) {
        this.log = log;
        this.fromZero = fromZero;
    }

    /** Adds what has to be seen. */
    void value(double value) {
        add(value, values);
    }

    /** Adds an end of an interval. */
    void end(double end) {
        add(end, ends);
    }

    private void add(double value, List<Double> to) {
        if (Double.isFinite(value) && !(log && value <= 0)) {
            to.add(log ? Math.log(value) : value);
        }
    }

    /** Whether there is any reason not to leave it to the chart library, whose axes hold everything and end where the values do. */
    boolean decides() {
        return !values.isEmpty() && (log || !ends.isEmpty());
    }

    /** The ends of the axis, the lower one first. */
    double[] domain() {
        double low = least(values, Double.POSITIVE_INFINITY);
        double high = greatest(values, Double.NEGATIVE_INFINITY);
        double least = log ? Math.log1p(LEAST_SPAN) : LEAST_SPAN * Math.max(Math.abs(low), Math.abs(high));
        double span = Math.max(high - low, least);
        double reach = REACH * span;
        double margin = MARGIN * span;
        double from = Math.max(low - reach, least(ends, low)) - margin;
        double to = Math.min(high + reach, greatest(ends, high)) + margin;
        if (fromZero) {
            from = low >= 0 ? 0 : from;
            to = Math.max(to, 0);
        }
        return log ? new double[] {Math.exp(from), Math.exp(to)} : new double[] {from, to};
    }

    private static double least(List<Double> of, double other) {
        return of.stream().reduce(other, Math::min);
    }

    private static double greatest(List<Double> of, double other) {
        return of.stream().reduce(other, Math::max);
    }
}
