package dev.thrice.report;

import dev.thrice.command.output.WholeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A report: the answer and what carries it at once, the rest by topic, folded away.
 *
 * @param title of the page
 * @param data that it is about, said in every file that is written; or ""
 * @param alarm why nothing of it may be trusted, said before anything else; or ""
 * @param lead sentences below the title
 * @param sections in their order; those of a topic stand together
 */
public record Report(String title, String data, String alarm, List<String> lead, List<Section> sections) {

    /** Copies the lists. */
    public Report {
        lead = List.copyOf(lead);
        sections = List.copyOf(sections);
    }

    /**
     * A report that says in its lead what data it is about.
     *
     * @param title of the page
     * @param lead sentences below the title
     * @param sections in their order
     */
    public Report(String title, List<String> lead, List<Section> sections) {
        this(title, "", "", lead, sections);
    }

    /**
     * The same with more at its end.
     *
     * @param more sections
     * @return the longer report
     */
    public Report with(List<Section> more) {
        return new Report(
                title,
                data,
                alarm,
                lead,
                Stream.concat(sections.stream(), more.stream()).toList());
    }

    /**
     * A section with one thing to show.
     *
     * @param heading its heading
     * @param sentence what it shows
     * @param chart drawn above the table, which is then folded away; null for a table alone
     * @param table the numbers
     * @param topic that it is folded away under; "" for what is shown at once
     */
    public record Section(String heading, String sentence, Chart chart, Data table, String topic) {
        /**
         * A chart, with its numbers below it.
         *
         * @param heading its heading
         * @param sentence what it shows
         * @param chart the chart
         * @return the section
         */
        public static Section of(String heading, String sentence, Chart chart) {
            return new Section(heading, sentence, chart, chart.data(), "");
        }

        /**
         * A table.
         *
         * @param heading its heading
         * @param sentence what it shows
         * @param table the table
         * @return the section
         */
        public static Section of(String heading, String sentence, Data table) {
            return new Section(heading, sentence, null, table, "");
        }

        /**
         * What its chart and its files are called.
         *
         * @return its heading, in letters, digits and hyphens
         */
        public String id() {
            return HtmlPage.id(heading);
        }

        /**
         * The same, folded away.
         *
         * @param topic under which
         * @return the section
         */
        public Section under(String topic) {
            return new Section(heading, sentence, chart, table, topic);
        }
    }

    /**
     * Writes the report as one HTML file that needs no other, whole or not at all.
     *
     * @param file its path
     * @throws dev.thrice.command.UserError if it cannot be written
     */
    public void write(Path file) {
        WholeFile.write(file, new HtmlPage(this).toString());
    }

    /**
     * Writes each section's table as a CSV file, called as the section is.
     *
     * @param folder where the files are to be
     * @return the files, in the sections' order
     * @throws dev.thrice.command.UserError if one cannot be written
     */
    List<Path> writeTables(Path folder) {
        return sections.stream()
                .map(section -> {
                    Path file = folder.resolve(section.id() + ".csv");
                    WholeFile.write(file, new CsvTable(section.table(), data).toString());
                    return file;
                })
                .toList();
    }
}
