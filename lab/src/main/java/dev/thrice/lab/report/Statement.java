package dev.thrice.lab.report;

import dev.thrice.command.output.Table;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Mark;
import dev.thrice.report.Data.Mark.Outcome;
import java.util.List;

/**
 * What results say.
 *
 * @param claim in words
 * @param found in figures
 * @param cell where it was found
 * @param verdict how it turned out
 */
public record Statement(String claim, String found, String cell, Mark verdict) {
    /**
     * One that can turn out wrong.
     *
     * @param claim in words
     * @param found in figures
     * @param cell where it was found
     * @param holds how it turned out
     * @return the statement
     */
    public static Statement of(String claim, String found, String cell, boolean holds) {
        return new Statement(
                claim, found, cell, holds ? new Mark("holds", Outcome.GOOD) : new Mark("violated", Outcome.BAD));
    }

    /**
     * One that an interval may leave open.
     *
     * @param claim in words
     * @param found in figures
     * @param cell where it was found
     * @param verdict what the interval says
     * @return the statement
     */
    public static Statement of(String claim, String found, String cell, Verdict verdict) {
        return verdict == Verdict.INCONCLUSIVE
                ? new Statement(claim, found, cell, new Mark("inconclusive", Outcome.OPEN))
                : of(claim, found, cell, verdict == Verdict.HOLDS);
    }

    /**
     * One that nothing was claimed of.
     *
     * @param claim in words
     * @param found in figures
     * @param cell where it was found
     * @return the statement
     */
    public static Statement reported(String claim, String found, String cell) {
        return new Statement(claim, found, cell, new Mark("reported", Outcome.OPEN));
    }

    /**
     * Statements for a page.
     *
     * @param statements in their order
     * @return the table
     */
    public static Data data(List<Statement> statements) {
        Data data = new Data(
                Column.text("claim", "Statement"),
                Column.text("found", "Found"),
                Column.text("cell", "Cell"),
                Column.text("verdict", "Verdict"));
        statements.forEach(said -> data.row(said.claim, said.found, said.cell, said.verdict));
        return data;
    }

    /**
     * Statements for a terminal, the longest column last.
     *
     * @param statements in their order
     * @return the table
     */
    public static Table text(List<Statement> statements) {
        Table table = new Table("verdict", "found", "cell", "statement");
        statements.forEach(said -> table.row(said.verdict.text(), said.found, said.cell, said.claim));
        return table;
    }
}
