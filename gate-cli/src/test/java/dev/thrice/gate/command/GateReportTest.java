package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Branches and benchmarks may have names that try to be more than names. */
class GateReportTest {
    private static GateReport report(String comparison, String benchmark) {
        return new GateReport(
                comparison,
                "quads",
                Judgement.of(Sample.of(SyntheticForks.of(benchmark, 0, 0, 0, 0)), Rules.withMargin(.03)),
                List.of());
    }

    @Test
    void noNameIsAnotherLineOrObeyedByATerminal() {
        String usual = report("candidate x against base y", "sum").text();
        String text = report("candidate \u202ex\u001b[2J\nPASS against base y", "su\rm\nPASS")
                .text();
        assertEquals(usual.lines().count(), text.lines().count(), text);
        assertTrue(text.startsWith("candidate \\u202ex\\u001b[2J\\u000aPASS against base y\n"), text);
        assertTrue(text.contains("su\\u000dm\\u000aPASS"), text);
    }

    /** Where the exit code may be green all the same, the summary says why nothing is decided. */
    @Test
    void whatIsUndecidedSaysWhy() {
        Judgement noisy = Judgement.of(Sample.of(SyntheticForks.of("sum", -.3, .3, -.3, .3)), Rules.withMargin(.03));
        GateReport report = new GateReport("x against y", "quads", noisy, List.of("gone<, not in the candidate"));
        String why = "INCONCLUSIVE: a slow-down that matters is within the interval of sum\n";
        assertTrue(report.text().endsWith("\nNot compared: gone<, not in the candidate.\n" + why), report.text());
        assertTrue(
                report.markdown().endsWith(" |\n\nNot compared: gone&lt;, not in the candidate.\n"), report.markdown());
        assertTrue(report.markdown().startsWith("### Performance gate: " + why), report.markdown());
        String decided = report("x against y", "sum").text();
        assertTrue(decided.endsWith("\nPASS\n"), decided);
    }

    @Test
    void ofManyThatAreNotComparedTheFirstAreShown() {
        List<String> many =
                IntStream.range(0, 12).mapToObj(i -> "b" + i + ", gone").toList();
        Judgement even = Judgement.of(Sample.of(SyntheticForks.of("sum", 0, 0, 0, 0)), Rules.withMargin(.03));
        String markdown = new GateReport("x against y", "quads", even, many).markdown();
        assertTrue(markdown.contains("Not compared: b0, gone; b1, gone; "), markdown);
        assertTrue(markdown.endsWith("b9, gone; and 2 more.\n"), markdown);
    }

    @Test
    void noNameIsMoreThanTextInMarkdown() {
        String markdown =
                report("candidate <img src=x> against base a&b", "a|b\n<b>").markdown();
        assertTrue(markdown.contains("\n\ncandidate &lt;img src=x> against base a&amp;b\n\n"), markdown);
        assertTrue(markdown.contains("| a\\|b\\u000a&lt;b> | "), markdown);
        assertFalse(markdown.contains("<"), markdown);
    }
}
