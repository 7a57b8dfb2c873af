package dev.thrice.gate.command.history;

import dev.thrice.command.output.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of runs, one a line. */
public final class History {
    private final Path file;

    /**
     * In a file.
     *
     * @param file its path, there or not
     */
    public History(Path file) {
        this.file = file;
    }

    /**
     * Checks that it can be written, and is a history if it is there.
     *
     * @throws dev.thrice.command.UserError if not
     */
    public void require() {
        JsonLines.read(file, HistoryRun.class);
    }

    /**
     * Adds a run. Lines that are no runs, as one that was cut short, stay where they are and are told.
     *
     * @param run the run
     * @return all runs that are in it then, this one last
     * @throws dev.thrice.command.UserError if it cannot be written
     */
    public List<HistoryRun> append(HistoryRun run) {
        JsonLines.Read<HistoryRun> read = JsonLines.read(file, HistoryRun.class);
        read.misfits().forEach(misfit -> System.err.println("thrice: " + misfit + "; passed over, and left as it is"));
        JsonLines.append(file, run);
        List<HistoryRun> runs = new ArrayList<>(read.values());
        runs.add(run);
        return runs;
    }
}
