package dev.thrice.lab.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.results.Restless;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.Synthetic;
import dev.thrice.lab.results.SyntheticStudy;
import dev.thrice.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said first and last, and what is not said at all. */
class BoundReportTest {
    @TempDir
    Path folder;

    /** Whatever a claim or a fit can be found to be. First in a row of the answer, last in one of the details. */
    private static final Pattern VERDICT =
            Pattern.compile("(?m)^(holds|violated|inconclusive|loose step|more workers|too tight|falls) "
                    + "|\\b(holds|violated|inconclusive|loose step|more workers|too tight|falls|BREAKS?|breaks)$");

    private final Results sound = SyntheticStudy.results();

    @Test
    void anInvalidRunIsSaidToBeSoFirstAndJudgesNothing() throws IOException {
        BoundReport report = new BoundReport(Restless.of(sound));
        assertTrue(report.invalid().contains("the reference kernel drifted in fork 1, 2, 3 of 3"), report.invalid());
        String all = report.text() + report.details();
        assertTrue(all.startsWith("INVALID: " + report.invalid()), all);
        assertTrue(all.contains("not judged"), all);
        assertFalse(VERDICT.matcher(all).find(), all);
        assertEquals(List.of(), report.answer());
        assertTrue(report.verdicts().stream().allMatch(claim -> claim.verdict().equals("not judged")));

        Report page = report.html();
        assertTrue(page.alarm().startsWith("INVALID: " + report.invalid()), page.alarm());
        page.sections().stream()
                .filter(section -> !section.topic().equals("What the claims mean"))
                .forEach(section ->
                        assertFalse(VERDICT.matcher(section.sentence()).find(), section.sentence()));
        String html = html(page);
        assertTrue(html.indexOf(page.alarm()) < html.indexOf("<h1>"), "the alarm comes first");
        assertFalse(html.contains("<span class=\"good\">") || html.contains("<span class=\"bad\">"));
        assertTrue(html.contains("<span class=\"aside\">not judged</span>"));
    }

    /** Of a single function a line through the origin is all that can be said, by each fork alike. */
    @Test
    void anOverheadThatWasMeasuredIsNotExact() {
        String text = new BoundReport(new Synthetic("64 - 64", 3, 40, 1)
                        .function("64 x 64", 1_000_000, 1_000)
                        .algorithms(1.5, 4)
                        .results())
                .details();
        assertTrue(text.contains("fitted, TIME = 0 [0, 0] ns + WORK x "), text);
    }

    private String html(Report page) throws IOException {
        Path file = folder.resolve("page.html");
        page.write(file);
        return Files.readString(file);
    }

    @Test
    void aSoundRunIsJudged() throws IOException {
        BoundReport report = new BoundReport(sound);
        assertEquals("", report.invalid());
        assertFalse(report.text().contains("INVALID"), report.text());
        assertEquals("", report.html().alarm());
        assertTrue(VERDICT.matcher(report.text()).find(), report.text());
        assertTrue(VERDICT.matcher(report.details()).find(), report.details());
        assertTrue(html(report.html()).contains("<span class=\"good\">holds</span>"));
    }

    @Test
    void otherDataThanMnistAreNamedFirstAndLast() {
        Results generated = on("generated digits: no network: none", false);
        for (Results results : List.of(generated, Restless.of(generated))) {
            BoundReport report = new BoundReport(results);
            List<String> lines = report.text().lines().toList();
            String label = "generated digits, NOT MNIST";
            String first = lines.get(report.invalid().isEmpty() ? 0 : 1);
            assertTrue(first.endsWith(" on " + label), report.text());
            assertTrue(report.text().replaceAll("\\s+", " ").contains("Measured on " + label + " (no network: none)"));
            assertEquals("All of this was measured on " + label + ": nothing in it is said of MNIST.", lines.getLast());
            assertTrue(report.html().lead().contains(lines.getLast()));
        }
    }

    /** The first screen says it before the table: at most 24 lines and twelve claims. */
    @Test
    void theAnswerComesFirst() {
        BoundReport report = new BoundReport(sound);
        List<String> lines = report.text().lines().toList();
        int table = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("verdict "))
                .findFirst()
                .orElseThrow());
        assertTrue(table <= 24, table + " lines before the table");
        assertTrue(lines.size() <= table + 1 + 10 + 10, lines.size() + " lines");
        String said = String.join(" ", lines.subList(0, table)).replaceAll("\\s+", " ");
        report.answer().forEach(sentence -> assertTrue(said.contains(sentence), said));
        List<String> lead = report.html().lead();
        assertTrue(lead.containsAll(report.answer()), lead.toString());
        assertTrue(lead.getLast().contains(" Valid"), lead.getLast());
    }

    /** What is met on several networks is one note, with where it was met. */
    @Test
    void aNoteIsSaidOnce() {
        Results one = new Synthetic("64 - 64", 1, 40, 1)
                .function("64 x 64", 1_000_000, 1_000)
                .algorithms(1.5, 4)
                .results();
        Results three = one.with(
                false,
                List.of("a", "b", "c").stream()
                        .map(name -> new Synthetic(name, 1, 40, 1)
                                .function("64 x 64", 1_000_000, 1_000)
                                .algorithms(1.5, 4)
                                .network())
                        .toList());
        String said = "one fork, so there are no intervals and nothing can be told";
        assertEquals(
                List.of(Remark.of("64 - 64: " + said)),
                Analysis.of(one).soundness().remarks());
        assertEquals(
                List.of(new Remark("on 3 networks: " + said, List.of("a", "b", "c"))),
                Analysis.of(three).soundness().remarks());
        String details = new BoundReport(three).details();
        assertTrue(details.startsWith("note: on 3 networks: " + said + System.lineSeparator() + "      a"), details);
    }

    @Test
    void mnistIsNamed() {
        String text = new BoundReport(on("mnist: /some/folder", true)).text();
        assertTrue(text.lines().findFirst().orElseThrow().endsWith(" on MNIST"), text);
        assertTrue(text.contains("Measured on MNIST (/some/folder)"), text);
        assertFalse(text.contains("NOT MNIST"), text);
    }

    private Results on(String data, boolean real) {
        return new Results(
                sound.format(),
                sound.version(),
                sound.partial(),
                sound.thrice(),
                sound.commit(),
                sound.started(),
                data,
                real,
                Results.OF_THE_PAPER,
                sound.environment(),
                sound.plan(),
                sound.networks(),
                null);
    }
}
