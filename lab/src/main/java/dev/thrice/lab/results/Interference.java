package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;

/**
 * What kept a fork's measuring thread, and its machine, from running.
 *
 * @param seconds that were looked at
 * @param stolen share of all cores' time that the host gave to others
 * @param switches times that the measuring thread was made to give up its core
 */
public record Interference(double seconds, double stolen, long switches) {
    /** Checks the numbers. */
    public Interference {
        Expect.atLeast("seconds", seconds, 0.);
        Expect.share("share stolen", stolen);
        Expect.atLeast("switches", switches, 0);
    }

    /**
     * How often the measuring thread was interrupted.
     *
     * @return involuntary context switches a second
     */
    public double switchesPerSecond() {
        return seconds > 0 ? switches / seconds : 0;
    }
}
