package dev.thrice.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Secondary results: a whole over one of its parts, of the medians of an iteration and of its least times. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Overhead extends Ratios {
    /**
     * Of the step over its products.
     *
     * @return ratio of medians
     */
    public double medianRatio() {
        return median(1, 0);
    }

    /**
     * Of the step over its products.
     *
     * @return ratio of least times
     */
    public double leastRatio() {
        return least(1, 0);
    }
}
