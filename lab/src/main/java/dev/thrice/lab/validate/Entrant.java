package dev.thrice.lab.validate;

import dev.thrice.lab.results.Contender;
import dev.thrice.measure.Timed;

/**
 * A contender and what it runs.
 *
 * @param role what it is, for the results
 * @param body one run of it
 */
record Entrant(Contender role, Runnable body) {
    Timed timed() {
        return new Timed(role.name(), body);
    }
}
