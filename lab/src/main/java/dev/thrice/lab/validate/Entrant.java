package dev.thrice.lab.validate;

import dev.thrice.lab.results.TimedTask;
import dev.thrice.measure.Timed;

/**
 * A contender and what it runs.
 *
 * @param role what it is, for the results
 * @param body one run of it
 */
record Entrant(TimedTask role, Runnable body) {
    Timed timed() {
        return new Timed(role.name(), body);
    }
}
