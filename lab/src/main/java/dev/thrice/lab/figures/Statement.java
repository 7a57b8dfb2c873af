package dev.thrice.lab.figures;

import dev.thrice.lab.report.Data.Mark;
import dev.thrice.lab.report.Data.Mark.Outcome;

/**
 * What the results say.
 *
 * @param claim in words
 * @param found in figures
 * @param cell where it was found
 * @param verdict "holds", "violated" or "reported"
 */
record Statement(String claim, String found, String cell, Mark verdict) {
    /** One that can turn out wrong. */
    static Statement of(String claim, String found, String cell, boolean holds) {
        return new Statement(
                claim, found, cell, holds ? new Mark("holds", Outcome.GOOD) : new Mark("violated", Outcome.BAD));
    }

    /** One that nothing was claimed of. */
    static Statement reported(String claim, String found, String cell) {
        return new Statement(claim, found, cell, new Mark("reported", Outcome.OPEN));
    }
}
