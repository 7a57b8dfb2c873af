package dev.thrice.lab.study;

import dev.thrice.command.output.Table;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a study says: the answer, the figures that carry it, and everything else. */
interface StudyReport {
    /** In plain words with figures, two or three sentences. */
    List<String> answers();

    /** The figures that carry them. */
    Table table();

    /** In figures, each with its cell. */
    List<Statement> statements();

    /** What else a reader has to know: confounds, and what was not shown. */
    List<String> remarks();

    /** How many seeds there were. */
    long seeds();

    /** What the page says that not everybody knows. */
    Term[] terms();

    /** With charts. */
    Report page();

    /** For the terminal. */
    default String text() {
        List<String> parts = new ArrayList<>(answers());
        parts.add("");
        parts.add(table().toString());
        withoutIntervals().ifPresent(parts::add);
        parts.addAll(remarks());
        return String.join(System.lineSeparator(), parts);
    }

    /** The lines at the head of the page. */
    default List<String> lead(Map<String, String> settings) {
        List<String> lead = new ArrayList<>(answers());
        lead.add(settings.entrySet().stream()
                .filter(setting -> !setting.getKey().equals("data"))
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", ", "On " + Mnist.label(settings.get("data")) + "; ", ".")));
        return lead;
    }

    /** Where there were too few seeds for intervals. */
    private Optional<String> withoutIntervals() {
        return Estimate.shown(seeds())
                ? Optional.empty()
                : Optional.of(seeds() + (seeds() == 1 ? " seed" : " seeds") + ": no intervals.");
    }

    /** The end of the page. */
    default List<Section> rest() {
        return List.of(
                Term.section(terms()),
                Section.of("Statements", "Each with the cell it comes from.", Statement.data(statements()))
                        .under("Every number"),
                reading());
    }

    /** The remarks. */
    default Section reading() {
        Data remarks = new Data(Column.text("remark", "Remark"));
        withoutIntervals().ifPresent(remarks::row);
        remarks().forEach(remarks::row);
        return Section.of("Remarks", "", remarks).under("How to read this");
    }
}
