package dev.thrice.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.bound.BoundReport;
import dev.thrice.lab.results.SyntheticStudy;
import dev.thrice.report.Browser;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole report on results with every kind of chart, drawn by a real browser. */
class PageInBrowserTest {
    @TempDir
    private static Path folder;

    private static final Report REPORT = new BoundReport(SyntheticStudy.results()).html();
    private static DevTools browser;
    private static Path page;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Browser.program();
        if (program.isEmpty()) {
            String skipped = "SKIPPED: no Chromium on PATH, so the report's page is not tested; install chromium";
            System.err.println(skipped);
            assumeTrue(false, skipped);
        }
        page = folder.resolve("report.html");
        REPORT.write(page);
        browser = new DevTools(program.get(), folder.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static List<String> charts() {
        return REPORT.sections().stream()
                .filter(section -> section.chart() != null)
                .map(Section::id)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1000, light", "1000, dark"})
    void everyChartIsDrawnWithinThePage(int width, String scheme) throws Exception {
        browser.complaints.clear();
        browser.requests.clear();
        browser.open(page, width, scheme);
        assertEquals(List.of(), browser.complaints);
        assertEquals(
                List.of(page.toUri().toString()),
                browser.requests.stream()
                        .filter(url -> !url.startsWith("data:"))
                        .toList());
        assertTrue(charts().size() >= 9, charts().toString());
        unfold();
        for (String id : charts()) {
            String marks = "document.querySelectorAll('#" + id + " svg .mark-group [d], #" + id
                    + " svg [class^=mark-] path').length";
            assertTrue(browser.evaluate(marks).asInt() > 0, id + " is empty");
            String over = "document.querySelector('#" + id + " svg').getBoundingClientRect().right";
            assertTrue(browser.evaluate(over).asDouble() <= width, id + " reaches over the edge");
        }
        assertEquals(
                width, browser.evaluate("document.documentElement.scrollWidth").asInt(), "the page scrolls sideways");
        assertEquals(
                0,
                browser.evaluate("document.querySelectorAll('svg [fill*=NaN], svg [d*=NaN]').length")
                        .asInt());
    }

    /** Opens all that is folded away, and waits until charts have their places. */
    private static void unfold() throws Exception {
        browser.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
        Thread.sleep(500); // they are drawn anew frame by frame, and nothing says when the last is through
    }

    /** Folded a page is short, on a phone too; unfolded all of it is there. */
    @Test
    void whatIsFoldedAwayTakesNoRoom() throws Exception {
        browser.open(page, 375, "light");
        String height = "document.documentElement.scrollHeight";
        int folded = browser.evaluate(height).asInt();
        assertTrue(folded < 12_000, folded + " px");
        unfold();
        assertTrue(browser.evaluate(height).asInt() > 2 * folded);
    }

    @Test
    void contentsLeadToWhatTheyUnfold() throws Exception {
        browser.open(page, 375, "light");
        int links =
                browser.evaluate("document.querySelectorAll('nav a').length").asInt();
        assertTrue(links >= 5, links + " links");
        assertEquals(
                0,
                browser.evaluate("document.querySelectorAll('.topic[open]').length")
                        .asInt());
        browser.evaluate("document.querySelectorAll('nav a').forEach(link => link.click())");
        assertEquals(
                links,
                browser.evaluate("document.querySelectorAll('.topic[open]').length")
                        .asInt());
    }

    @ParameterizedTest
    @CsvSource({"375, light", "375, dark", "1280, light", "1280, dark"})
    void nobodyIsLeftOut(int width, String scheme) throws Exception {
        browser.open(page, width, scheme);
        unfold();
        assertEquals("", violations());
    }

    /** The axe test can fail: grey on white, and an image without a word. */
    @Test
    void whoIsLeftOutIsSeen() throws Exception {
        browser.open(page, 1000, "light");
        browser.evaluate(
                "document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=\"pale\" style=\"color:#ccc\">pale words</p><img src=\"data:,\">')");
        assertEquals("color-contrast: #pale; image-alt: img", violations());
    }

    private static String violations() throws Exception {
        try (InputStream axe = PageInBrowserTest.class.getResourceAsStream("axe.min.js")) {
            browser.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; undefined");
        }
        String rules = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map("
                + "rule => rule.id + ': ' + rule.nodes.map(node => node.target).join(' ')).sort().join('; '))";
        return browser.await(rules).asText();
    }

    @Test
    void darkIsDark() throws Exception {
        String brightness =
                "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).reduce((a, b) => a + +b, 0)";
        browser.open(page, 800, "dark");
        assertTrue(browser.evaluate(brightness).asInt() < 3 * 64);
        String label = "getComputedStyle(document.querySelector('#times svg text')).fill";
        String dark = browser.evaluate(label).asText();
        browser.open(page, 800, "light");
        assertTrue(browser.evaluate(brightness).asInt() > 3 * 192);
        assertNotEquals(dark, browser.evaluate(label).asText());
    }

    /** The 360 px test can fail. */
    @Test
    void aPageThatIsTooWideIsSeen() throws Exception {
        browser.open(page, 360, "light");
        browser.evaluate("document.body.insertAdjacentHTML('beforeend', '<div style=\"width:500px\">x</div>')");
        assertTrue(browser.evaluate("document.documentElement.scrollWidth").asInt() > 360);
    }

    @Test
    void chartsCanBeHadByThemselves() throws Exception {
        List<Path> files = Browser.find().charts(REPORT, folder.resolve("charts"));
        assertEquals(charts().size(), files.size());
        for (Path file : files) {
            String svg = Files.readString(file);
            assertTrue(svg.contains("prefers-color-scheme"));
            assertTrue(
                    svg.contains(", on made up, NOT MNIST</title><desc>"), file + " does not say of which data it is");
            String parsed = "new DOMParser().parseFromString(" + new ObjectMapper().writeValueAsString(svg)
                    + ", 'image/svg+xml').documentElement.tagName";
            assertEquals("svg", browser.evaluate(parsed).asText(), file + " is not XML");
        }
    }
}
