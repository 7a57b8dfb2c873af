package dev.thrice.jmh;

import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Secondary results: a whole, which is the first of the sides, over its parts together, which are the others; of the medians of an
 * iteration and of its least times.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Overhead extends Ratios {
    /**
     * Of the whole over its parts.
     *
     * @return ratio of medians
     */
    public double medianRatio() {
        return median(0, parts());
    }

    /**
     * Of the whole over its parts.
     *
     * @return ratio of least times
     */
    public double leastRatio() {
        return least(0, parts());
    }

    /**
     * Of the rounds that counted because each worker had a core to itself.
     *
     * @return their share in %; where there was none in an iteration all of its rounds counted
     */
    public double percentOwnCores() {
        return ownCores();
    }

    private int[] parts() {
        return IntStream.range(1, sides()).toArray();
    }
}
