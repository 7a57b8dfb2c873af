package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.output.Table;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Summary;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A judgement for people: in a terminal, and as Markdown for a pull request. */
final class GateReport {
    private final List<String> headings;
    private final String comparison;
    private final Judgement judgement;
    private final String leftOut; // a line, or none

    /** The comparison in a few words: what was held against what, and what forks consist of; and what was left out. */
    GateReport(String comparison, String parts, Judgement judgement, List<String> notCompared) {
        headings = List.of("benchmark", "candidate / base", "interval", "verdict", "forks", parts, "notes");
        this.comparison = Printable.of(comparison); // which quotes names of branches and files
        this.judgement = judgement;
        leftOut = notCompared.isEmpty() ? "" : Summary.leftOut(notCompared) + "\n";
    }

    String text() {
        Table table = new Table(headings.toArray(String[]::new));
        judgement.findings().forEach(finding -> table.row(cells(finding).toArray(String[]::new)));
        return comparison + "\n\n" + table + "\n" + leftOut + judgement.verdict() + reason() + "\n";
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("### Performance gate: ")
                .append(judgement.verdict())
                .append(escaped(reason()))
                .append("\n\n");
        text.append(escaped(comparison)).append("\n\n");
        text.append(line(headings))
                .append(line(headings.stream().map(heading -> "---").toList()));
        judgement.findings().forEach(finding -> text.append(line(cells(finding))));
        text.append(escaped(leftOut.isEmpty() ? "" : "\n" + leftOut));
        return text.toString();
    }

    private String reason() {
        String why = judgement.undecided();
        return why.isEmpty() ? "" : ": " + why;
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> escaped(Printable.of(cell)).replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Markdown takes HTML. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static List<String> cells(Finding finding) {
        boolean timed = !Double.isNaN(finding.ratio());
        return List.of(
                finding.benchmark(),
                timed ? String.format(Locale.ROOT, "%.3f", finding.ratio()) : "",
                timed ? String.format(Locale.ROOT, "[%.3f, %.3f]", finding.low(), finding.high()) : "",
                finding.verdict().toString(),
                counted(finding.forks(), finding.droppedForks()),
                counted(finding.quads() - finding.droppedQuads(), finding.droppedQuads()),
                String.join("; ", finding.notes()));
    }

    private static String counted(int kept, int dropped) {
        return dropped == 0 ? String.valueOf(kept) : kept + ", " + dropped + " dropped";
    }
}
