package dev.thrice.lab.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.report.Report;
import dev.thrice.lab.results.Restless;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.Synthetic;
import dev.thrice.lab.results.SyntheticStudy;
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

    /** Whatever a claim or a fit can be found to be. */
    private static final Pattern VERDICT = Pattern.compile("\\b(holds|violated|inconclusive|BREAKS?|breaks)\\b");

    private final Results sound = SyntheticStudy.results();

    @Test
    void anInvalidRunIsSaidToBeSoFirstAndJudgesNothing() throws IOException {
        BoundReport report = new BoundReport(Restless.of(sound));
        assertTrue(report.invalid().contains("the reference kernel drifted in fork 1, 2, 3 of 3"), report.invalid());
        assertTrue(report.text().startsWith("INVALID: " + report.invalid()), report.text());
        assertTrue(report.text().contains("not judged"), report.text());
        assertFalse(VERDICT.matcher(table(report.text())).find(), report.text());

        Report page = report.html();
        assertTrue(page.title().startsWith("INVALID: "), page.title());
        assertTrue(
                page.lead().getFirst().contains(report.invalid()), page.lead().getFirst());
        page.sections().stream()
                .filter(section -> !section.heading().equals("Notes"))
                .forEach(section ->
                        assertFalse(VERDICT.matcher(section.sentence()).find(), section.sentence()));
        String html = html(page);
        assertFalse(html.contains("<span class=\"good\">") || html.contains("<span class=\"bad\">"));
        assertTrue(html.contains("<span class=\"open\">not judged</span>"));
    }

    /** Of a single function a line through the origin is all that can be said, by each fork alike. */
    @Test
    void anOverheadThatWasMeasuredIsNotExact() {
        String text = new BoundReport(new Synthetic("64 - 64", 3, 40, 1)
                        .function("64 x 64", 1_000_000, 1_000)
                        .algorithms(1.5, 4)
                        .results())
                .text();
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
        assertTrue(VERDICT.matcher(table(report.text())).find(), report.text());
        assertEquals("Verdicts", report.html().sections().getFirst().heading());
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
            assertTrue(first.endsWith(" on " + label + " (no network: none)"), report.text());
            assertEquals("All of this was measured on " + label + ": nothing in it is said of MNIST.", lines.getLast());
            assertTrue(report.html().lead().contains(lines.getLast()));
        }
    }

    @Test
    void mnistIsNamedOnce() {
        String text = new BoundReport(on("mnist: /some/folder", true)).text();
        assertTrue(text.lines().findFirst().orElseThrow().endsWith(" on MNIST (/some/folder)"), text);
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
                sound.environment(),
                sound.plan(),
                sound.networks());
    }

    /** All but the explanation below the claims, which says what verdicts there can be. */
    private static String table(String text) {
        return text.replaceAll("(?m)^violated to the letter where.*$", "");
    }
}
