package dev.thrice.lab.figures;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.report.Report.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The results of a whole grid in one file.
 *
 * @param format {@link #FORMAT}, by which a file is known to be ours
 * @param version of the layout, {@link #VERSION}
 * @param settings that all have in common
 * @param results by cell
 */
public record FiguresFile(String format, int version, Map<String, String> settings, Map<String, CellResult> results) {
    static final String FORMAT = "thrice figures";
    static final int VERSION = 3;

    /** On a page of something else. */
    private static final String TOPIC = "Figures 3 and 5";

    /** As this version writes it. */
    FiguresFile(Map<String, String> settings, Map<String, CellResult> results) {
        this(FORMAT, VERSION, settings, results);
    }

    /**
     * The figures that a file's results are, for another report.
     *
     * @param file as {@code thrice figures --json} wrote it
     * @return the sections of its page, all folded away
     * @throws UserError if it cannot be read or is something else
     */
    public static List<Section> sections(Path file) {
        JsonNode document = JsonFile.tree(file);
        if (!FORMAT.equals(document.path("format").asText())) {
            throw new UserError(file + ": not a result of thrice figures, which with --json begins with \"format\" : \""
                    + FORMAT + "\"");
        }
        if (document.path("version").asInt() != VERSION) {
            throw new UserError(file + ": version " + document.path("version") + " of the layout, expected " + VERSION);
        }
        FiguresFile read = JsonFile.value(file, document, FiguresFile.class);
        try {
            WholeGrid.require(read.results);
        } catch (IllegalArgumentException e) {
            throw new UserError(file + ": " + e.getMessage());
        }
        return read.report().sections().stream()
                .map(section -> section.topic().isEmpty() ? section.under(TOPIC) : section)
                .toList();
    }

    void write(Path file) {
        JsonFile.write(file, this);
    }

    FiguresReport report() {
        return new FiguresReport(List.copyOf(results.values()), settings);
    }
}
