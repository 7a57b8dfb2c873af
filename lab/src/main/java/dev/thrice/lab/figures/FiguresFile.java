package dev.thrice.lab.figures;

import dev.thrice.lab.UserError;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.report.Report.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The results of a whole grid in one file.
 *
 * @param settings that all have in common
 * @param results by cell
 */
public record FiguresFile(Map<String, String> settings, Map<String, CellResult> results) {
    /**
     * The figures that a file's results are, for another report.
     *
     * @param file as {@code thrice figures --json} wrote it
     * @return the sections of its page
     * @throws UserError if it cannot be read or is something else
     */
    public static List<Section> sections(Path file) {
        FiguresFile read = JsonFile.read(file, FiguresFile.class);
        if (read.settings == null || read.results == null || read.results.isEmpty()) {
            throw new UserError(file + ": no results in it, expected what thrice figures writes with --json");
        }
        return read.report().sections();
    }

    void write(Path file) {
        JsonFile.write(file, this);
    }

    FiguresReport report() {
        return new FiguresReport(List.copyOf(results.values()), settings);
    }
}
