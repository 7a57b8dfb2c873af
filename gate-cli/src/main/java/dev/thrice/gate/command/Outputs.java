package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.gate.command.history.History;
import dev.thrice.gate.command.history.HistoryRun;
import dev.thrice.gate.command.history.HistoryTable;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.page.GatePage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The files that a run is written to. */
final class Outputs {
    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was measured.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a summary for a pull request.")
    private Path markdown;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts, to open in a browser.")
    private Path html;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Append a line of JSON to it; the page then draws all runs in it.")
    private Path history;

    @Option(
            names = "--history-csv",
            paramLabel = "FILE",
            description = "Write the history as a CSV file, as Apache Otava reads it.")
    private Path historyCsv;

    private Outputs() {}

    /**
     * Checks that they can be written, before time is spent on what is to be in them.
     *
     * @throws UserError if not, or if the history is none
     */
    void require() {
        if (historyCsv != null && history == null) {
            throw new UsageError("--history-csv " + historyCsv + " without a history, expected --history FILE, too");
        }
        Stream.of(json, markdown, html, historyCsv).filter(Objects::nonNull).forEach(WholeFile::requireWritable);
        if (history != null) {
            new History(history).require();
        }
    }

    /** All of a run that was judged. */
    void write(GateRun run) {
        if (json != null) {
            run.write(json);
        }
        if (markdown != null) {
            WholeFile.write(markdown, run.report().markdown());
        }
        if (html == null && history == null) {
            return;
        }
        Outcome outcome = run.outcome();
        List<HistoryRun> runs = history == null ? List.of() : new History(history).append(HistoryRun.of(outcome));
        if (historyCsv != null) {
            WholeFile.write(historyCsv, HistoryTable.csv(runs));
        }
        if (html != null) {
            new GatePage(outcome, runs).report().write(html);
        }
    }

    /** What there is of a run that is not through. */
    void keepPartial(GateRun run) {
        if (json != null && run.hasMeasured()) {
            try {
                run.write(json);
                System.err.println("thrice: what was measured until then is in " + json);
            } catch (UserError e) { // beside the reason why there is no more
                System.err.println("thrice: " + Printable.of(e.getMessage()));
            }
        }
    }
}
