package dev.thrice.lab.study;

import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.report.Report;
import dev.thrice.lab.report.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a study says. */
interface StudyReport {
    /** In plain words. */
    List<String> answers();

    /** In figures, each with its cell. */
    List<Statement> statements();

    /** What else a reader has to know: confounds, and what was not shown. */
    List<String> remarks();

    /** With charts. */
    Report page();

    /** For the terminal. */
    default String text() {
        List<String> parts = new ArrayList<>(answers());
        parts.add("");
        parts.add(Statement.text(statements()).toString());
        parts.addAll(remarks());
        return String.join(System.lineSeparator(), parts);
    }

    /** The lines at the head of the page. */
    default List<String> lead(Map<String, String> settings) {
        List<String> lead = new ArrayList<>();
        lead.add("On " + Mnist.label(settings.get("data")) + ".");
        lead.add(settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", ", "", ".")));
        lead.addAll(answers());
        lead.addAll(remarks());
        return lead;
    }
}
