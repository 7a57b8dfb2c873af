package dev.thrice.gate.command.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.gate.command.SyntheticForks;
import dev.thrice.gate.command.SyntheticOutcome;
import dev.thrice.gate.command.history.HistoryRun;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import dev.thrice.report.Browser;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says of a run whose truth is known. */
class GatePageTest {
    private static final String SLOW = "org.example.Sums.slow (n=1,2) avgt";
    private static final String LEFT_OUT = " Not compared: gone <b>, not in the candidate.";
    private static final String EVEN = "org.example.Sums.even avgt";

    @TempDir
    private Path folder;

    private String html(Report report) throws Exception {
        Path file = folder.resolve("page.html");
        report.write(file);
        return Files.readString(file);
    }

    private static Report page(Outcome outcome) {
        return new GatePage(outcome, List.of()).report();
    }

    /** Twice the time in every fork; the other's forks lie evenly about 1, two at .01 and two at -.01. */
    private static Outcome failed(int day) {
        List<GateFork> forks = new ArrayList<>(SyntheticForks.of(EVEN, .01, -.01, .01, -.01));
        forks.addAll(SyntheticForks.of(SLOW, Math.log(2), Math.log(2), Math.log(2), Math.log(2)));
        return SyntheticOutcome.of(day, forks);
    }

    @Test
    void theFiguresComeFirst() throws Exception {
        Report report = page(failed(1));
        assertEquals("Performance gate: FAIL", report.title());
        assertEquals("", report.alarm());
        assertEquals(
                "1 of 2 benchmarks fails: " + SLOW + ", 2.000 [2.000, 2.000] times the base's time." + LEFT_OUT,
                report.lead().getFirst());
        assertTrue(
                report.lead()
                        .get(1)
                        .startsWith("Candidate HEAD (1edcba9876) against base origin/main (0123456789), on"),
                report.lead()::toString);
        String html = html(report);
        assertTrue(html.contains("gone &lt;b&gt;, not in") && !html.contains("gone <b>"));
        assertTrue(html.contains("Some &lt;CPU&gt;") && !html.contains("Some <CPU>"));
        assertTrue(html.contains("<span class=\"bad\">FAIL</span>"));
        assertTrue(html.contains(">2.00\u00a0us</td>") && html.contains(">1.00\u00a0us</td>"));
        for (String setting : List.of("1.36", "1.37", "A VM 21+35", "0123456789abcdef")) {
            assertTrue(html.contains(">" + setting + "</td>"), setting);
        }
    }

    @Test
    void aPassSaysHowFarItIsFromTheMargin() {
        Outcome even = SyntheticOutcome.of(1, SyntheticForks.of(EVEN, .01, .01, .01, .01));
        assertEquals(
                "None of 1 benchmark is slower by more than the margin of 3 % beyond doubt; the largest ratio is"
                        + " 1.010 [1.010, 1.010], of " + EVEN + "." + LEFT_OUT,
                page(even).lead().getFirst());
    }

    @Test
    void whatIsUndecidedIsSaidOnTop() throws Exception {
        Outcome noisy = SyntheticOutcome.of(1, SyntheticForks.of(EVEN, -.3, .3, -.3, .3));
        assertEquals(
                "INCONCLUSIVE, nothing is decided: a slow-down that matters is within the interval of " + EVEN + ".",
                page(noisy).alarm());
        Outcome restless = SyntheticOutcome.of(1, SyntheticForks.of(EVEN, 0, 0));
        String html = html(page(restless));
        assertTrue(
                html.contains("<main>\n<p class=\"alarm\">INVALID, nothing is decided: the machine was too restless to"
                        + " measure " + EVEN + ".</p>"));
        assertTrue(chart(html, "ratios")
                .path("data")
                .path("values")
                .path(0)
                .path("ratio")
                .isNull());
    }

    /** Of many the first are named, and how many there are. */
    @Test
    void aLongListIsCountedAndNotRepeated() {
        List<GateFork> forks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            forks.addAll(SyntheticForks.of("b" + (10 + i), 0, 0));
        }
        assertTrue(page(SyntheticOutcome.of(1, forks)).alarm().endsWith("to measure all 12 benchmarks."));
    }

    /** A quad that something disturbed, and two around which the machine was slower, in each of three forks. */
    @Test
    void whatDoesNotCountIsToldByItsReason() throws Exception {
        List<GateFork> forks = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            List<Quad> quads = new ArrayList<>(SyntheticForks.quads(0, 10));
            quads.add(new Quad(1, 9, 50_000, true));
            quads.addAll(Collections.nCopies(2, new Quad(1, 9, 60_000, false)));
            Measured sound = SyntheticForks.measured("sum", 0);
            forks.add(SyntheticForks.fork(i, new Measured("sum", sound.base(), sound.candidate(), quads)));
        }
        String html = html(page(SyntheticOutcome.of(1, forks)));
        assertEquals(
                List.of("3", "0", "30", "3", "6"),
                cells(html.substring(html.indexOf("<h3>Forks and quads</h3>")), "sum"));
    }

    /** The cells behind the first of a row. */
    private static List<String> cells(String html, String first) {
        String row = html.substring(html.indexOf(">" + first + "</td>"));
        Matcher cell = Pattern.compile("<td[^>]*>([^<]*)</td>").matcher(row.substring(0, row.indexOf("</tr>")));
        List<String> cells = new ArrayList<>();
        while (cell.find()) {
            cells.add(cell.group(1));
        }
        return cells;
    }

    @Test
    void thePlotHasTheForksTheIntervalAndTheMargin() throws Exception {
        JsonNode chart = chart(html(page(failed(1))), "ratios");
        JsonNode slow = chart.path("data").path("values").path(0);
        assertEquals("Sums.slow (n=1,2) avgt", slow.path("name").asText(), "the worst first");
        JsonNode even = chart.path("data").path("values").path(5);
        assertEquals("Sums.even avgt", even.path("name").asText());
        assertEquals(1, even.path("ratio").asDouble(), 1e-12);
        assertEquals(
                Math.exp(.01),
                chart.path("data").path("values").path(6).path("ratio").asDouble(),
                1e-12);
        assertEquals(10, chart.path("data").path("values").size());
        List<Double> lines = new ArrayList<>();
        chart.findParents("datum").forEach(x -> lines.add(x.path("datum").asDouble()));
        assertEquals(List.of(1., 1.03), lines);
        JsonNode domain = chart.findValue("domain");
        assertTrue(domain.path(0).asDouble() < .99 && domain.path(1).asDouble() > 2, domain::toString);
    }

    private static JsonNode chart(String html, String id) throws Exception {
        Matcher script = Pattern.compile("data-chart=\"" + id + "\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertTrue(script.find());
        return new ObjectMapper().readTree(script.group(1));
    }

    private static Report withHistory() {
        Outcome last = failed(9);
        List<HistoryRun> runs = new ArrayList<>();
        for (int day = 1; day < 9; day++) {
            double slow = day * .01;
            runs.add(HistoryRun.of(SyntheticOutcome.of(day, SyntheticForks.of(SLOW, slow, slow, slow))));
        }
        runs.add(HistoryRun.of(last));
        return new GatePage(last, runs).report();
    }

    @Test
    void theHistoryIsDrawnRunByRun() throws Exception {
        Report report = withHistory();
        JsonNode values =
                chart(html(report), "sums-slow-n-1-2-avgt").path("data").path("values");
        assertEquals(9, values.size());
        assertEquals(Math.exp(.03), values.path(2).path("nanos").asDouble(), 1e-12, "in us, as what is longest");
        assertEquals(2, values.path(8).path("nanos").asDouble(), 1e-12);
        assertEquals("9edcba9876", values.path(8).path("candidate").asText());
        assertEquals(
                1,
                chart(html(report), "sums-even-avgt")
                        .path("data")
                        .path("values")
                        .size());
        assertTrue(
                report.sections().stream().anyMatch(section -> section.topic().equals("Over 9 runs")));
    }

    @Test
    void aBrowserDrawsTheCharts() throws Exception {
        if (Browser.program().isEmpty()) {
            String skipped = "SKIPPED: no Chromium on PATH, so the gate's page is not drawn; install chromium";
            System.err.println(skipped);
            assumeTrue(false, skipped);
        }
        Report report = withHistory();
        List<Path> files = Browser.find().charts(report, folder.resolve("charts"));
        assertEquals(
                report.sections().stream()
                        .filter(section -> section.chart() != null)
                        .map(Section::id)
                        .toList(),
                files.stream()
                        .map(file -> file.getFileName().toString().replace(".svg", ""))
                        .toList());
        String ratios = Files.readString(files.getFirst());
        assertTrue(ratios.contains(">Sums.slow (n=1,2) avgt</text>"), "no names");
        assertEquals(8 + 2, ratios.split("mark-symbol", -1).length > 1 ? points(ratios) : 0, "points of forks and all");
        assertFalse(ratios.contains("NaN"));
    }

    private static int points(String svg) {
        Matcher group = Pattern.compile("<g class=\"mark-symbol role-mark[^\"]*\"[^>]*>(.*?)</g>", Pattern.DOTALL)
                .matcher(svg);
        int points = 0;
        while (group.find()) {
            points += group.group(1).split("<path", -1).length - 1;
        }
        return points;
    }
}
