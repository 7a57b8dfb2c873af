package dev.thrice.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Secondary results: how many times as fast as one worker several are, and as many that have a share each of the same work to
 * themselves and do not know of each other, which is what the machine's cores allow in these minutes. Of the medians of an iteration,
 * and of its least times.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Speedup extends Ratios {
    private static final int ONE = 0;
    private static final int TOGETHER = 1;
    private static final int APART = 2;

    /**
     * Of several workers.
     *
     * @return ratio of medians
     */
    public double medianTogether() {
        return median(ONE, TOGETHER);
    }

    /**
     * Of several workers.
     *
     * @return ratio of least times
     */
    public double leastTogether() {
        return least(ONE, TOGETHER);
    }

    /**
     * Of shares apart.
     *
     * @return ratio of medians
     */
    public double medianApart() {
        return median(ONE, APART);
    }

    /**
     * Of shares apart.
     *
     * @return ratio of least times
     */
    public double leastApart() {
        return least(ONE, APART);
    }

    /**
     * Of the rounds that counted because each worker had a core to itself.
     *
     * @return their share in %; where there was none in an iteration all of its rounds counted
     */
    public double percentOwnCores() {
        return ownCores();
    }
}
