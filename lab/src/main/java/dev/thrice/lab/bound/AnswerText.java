package dev.thrice.lab.bound;

import dev.thrice.base.Printable;
import dev.thrice.command.output.Paragraph;
import dev.thrice.command.output.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The first screen on a terminal: whether to trust it, what was asked of what, the answer, where it was measured, what carries it. */
final class AnswerText {
    private final Analysis analysis;

    AnswerText(Analysis analysis) {
        this.analysis = analysis;
    }

    @Override
    public String toString() {
        String alarm = BoundReport.alarm(analysis);
        return (alarm.isEmpty() ? "" : alarm + "\n")
                + "TIME{backprop} <= 3 w sum C_i <= TIME{PC}" + Printable.of(network()) + " on "
                + BoundReport.name(analysis.results()) + "\n"
                + Paragraph.of(Answer.QUESTION, 0) + "\n"
                + answer()
                + Paragraph.of(Printable.of(BoundReport.facts(analysis, "--details has them")), 0) + "\n"
                + carriers() + "\n"
                + Paragraph.of(Answer.TERMS, 0) + "\n"
                + rest() + "\n"
                + (analysis.results().realData() ? "" : Printable.of(BoundReport.caution(analysis.results())) + "\n");
    }

    /** Of the paper's nothing is said here. */
    private String network() {
        return analysis.results().ownNetwork() ? " of " + BoundReport.network(analysis.results()) : "";
    }

    private String answer() {
        List<String> sentences = Answer.sentences(analysis);
        return sentences.isEmpty()
                ? ""
                : sentences.stream()
                                .map(sentence -> "- "
                                        + Paragraph.of(sentence, 2).indent(2).strip() + "\n")
                                .collect(Collectors.joining())
                        + "\n";
    }

    private Table carriers() {
        Table table = new Table("verdict", "measured [95 %]", "counted", "claim, on so many workers");
        for (Claim claim : Answer.carriers(analysis)) {
            table.row(
                    analysis.verdictName(claim),
                    PageReport.measured(claim.effect()),
                    claim.counted(),
                    claim.numbered());
        }
        return table;
    }

    private String rest() {
        return Paragraph.of(
                        String.format(
                                Locale.ROOT,
                                "Measured is in forward passes where the claim has w sum C, else in backprop's times. More:"
                                        + " --details; --html FILE, a page with all %d claims and a glossary;"
                                        + " docs/validate.md.",
                                analysis.claims().size()),
                        0)
                .strip();
    }
}
