package dev.thrice.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UserError;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Mark;
import dev.thrice.report.Data.Mark.Outcome;
import dev.thrice.report.Report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as text; how it looks is {@link PageInBrowserTest}'s. */
class ReportTest {
    @TempDir
    private Path folder;

    private static Data data() {
        return new Data(
                        Column.number("x", "steps", "%.0f"),
                        Column.number("y", "time, us", "%.2f"),
                        Column.text("name", "Name"))
                .row(1, 2.5, "<b>&\"")
                .row(2, Double.NaN, "</script><script>alert(1)</script>")
                .row(3, Double.POSITIVE_INFINITY, new Mark("holds", Outcome.GOOD));
    }

    private static Report report() {
        Chart chart = new Chart(data()).layer("line", Channel.by("x", "x"), Channel.by("y", "y"));
        return new Report("A <title>", List.of("lead & more"), List.of(Section.of("One chart", "It shows.", chart)));
    }

    @Test
    void textsAreEscaped() {
        String html = new HtmlPage(report()).toString();
        assertTrue(html.contains("<title>A &lt;title&gt;</title>"));
        assertTrue(html.contains("lead &amp; more"));
        assertTrue(html.contains("&lt;b&gt;&amp;&quot;"));
        assertFalse(html.contains("<script>alert"));
    }

    @Test
    void numbersThereAreNoneOfAreDashesAndNulls() throws IOException {
        String html = new HtmlPage(report()).toString();
        assertTrue(html.contains(">2.50</td>"));
        assertTrue(html.contains(">\u2013</td>"));
        assertTrue(html.contains("<span class=\"good\">holds</span>"));
        JsonNode values = specification(html).get("data").get("values");
        assertEquals(2.5, values.get(0).get("y").asDouble());
        assertTrue(values.get(1).get("y").isNull() && values.get(2).get("y").isNull());
        assertEquals("holds", values.get(2).get("name").asText());
    }

    @Test
    void channelsSayWhatTheyAreTold() throws IOException {
        Chart chart = new Chart(data())
                .layer("point", Channel.by("x", "x").log().titled("X"), Channel.by("color", "name"))
                .layerWhere("name", List.of("a", "b"), "rule", Channel.at("y", 3), Channel.fixed("color", "red"))
                .layer(
                        "rect",
                        Channel.by("x", "x").discrete(),
                        Channel.by("y", "y").zoomed());
        JsonNode layers = chart.specification("d").get("layer");
        JsonNode x = layers.get(0).get("encoding").get("x");
        assertEquals("X", x.get("title").asText());
        assertEquals("log", x.get("scale").get("type").asText());
        assertEquals("quantitative", x.get("type").asText());
        assertEquals(
                "nominal",
                layers.get(0).get("encoding").get("color").get("type").asText());
        assertEquals(
                "b",
                layers.get(1)
                        .get("transform")
                        .get(0)
                        .get("filter")
                        .get("oneOf")
                        .get(1)
                        .asText());
        assertEquals(3, layers.get(1).get("encoding").get("y").get("datum").asDouble());
        assertEquals(
                "red", layers.get(1).get("encoding").get("color").get("value").asText());
        assertEquals(
                "ordinal", layers.get(2).get("encoding").get("x").get("type").asText());
        assertFalse(
                layers.get(2).get("encoding").get("y").get("scale").get("zero").asBoolean());
    }

    /** Otherwise, on an axis of texts, a cap takes all the room that a text has. */
    @Test
    void capsAreAsLongOnEitherAxis() {
        Data data = new Data(
                        Column.text("name", "Name"),
                        Column.number("low", "From", "%.1f"),
                        Column.number("high", "To", "%.1f"))
                .row("a", 1, 2);
        for (String axis : List.of("x", "y")) {
            String other = axis.equals("x") ? "y" : "x";
            JsonNode layers = new Chart(data)
                    .layer("rule", Channel.by(axis, "low"), Channel.by(axis + "2", "high"), Channel.by(other, "name"))
                    .specification("d")
                    .get("layer");
            assertEquals(8, layers.get(1).get("mark").path("size").asInt(), axis);
            assertEquals(8, layers.get(2).get("mark").path("size").asInt(), axis);
        }
    }

    /** An interval of one row reaches far out of the values; both its ends have caps, and the axis goes by the values. */
    @Test
    void intervalsHaveCapsAndDoNotStretchTheAxis() {
        Data data = new Data(
                        Column.text("name", "Name"),
                        Column.number("x", "X", "%.1f"),
                        Column.number("low", "From", "%.1f"),
                        Column.number("high", "To", "%.1f"))
                .row("a", 1, .9, 1.1)
                .row("b", 2, -1e10, 1e10);
        JsonNode layers = new Chart(data)
                .layer("rule", Channel.by("x", "low"), Channel.by("x2", "high"), Channel.by("y", "name"))
                .layer("point", Channel.by("x", "x"), Channel.by("y", "name"), Channel.by("color", "name"))
                .specification("d")
                .get("layer");
        assertEquals(
                List.of("rule", "tick", "tick", "point"),
                layers.findValuesAsText("type").stream()
                        .filter(List.of("rule", "tick", "point")::contains)
                        .toList());
        assertEquals("low", layers.get(1).get("encoding").get("x").get("field").asText());
        assertEquals("high", layers.get(2).get("encoding").get("x").get("field").asText());
        assertEquals("From", layers.get(2).get("encoding").get("x").get("title").asText());
        JsonNode domain = layers.get(0).get("encoding").get("x").get("scale").get("domain");
        assertEquals(0, domain.get(0).asDouble());
        assertEquals(2 + .5 + .04, domain.get(1).asDouble(), 1e-12);
        assertEquals(
                "name", layers.get(3).get("encoding").get("shape").get("field").asText());
    }

    @Test
    void topicsAreFoldedBelowTheirContents() {
        Section shown = Section.of("At once", "It is.", data());
        Report report = new Report(
                "A title",
                "digits",
                "Do not <trust> it",
                List.of(),
                List.of(
                        shown,
                        Section.of("Later", "", data()).under("The rest & more"),
                        Section.of("Latest", "", data()).under("The rest & more")));
        String html = new HtmlPage(report).toString();
        assertTrue(html.contains("<main>\n<p class=\"alarm\">Do not &lt;trust&gt; it</p>\n<h1>A title</h1>"));
        assertTrue(html.contains("<li><a href=\"#topic-the-rest-more\">The rest &amp; more</a></li>"));
        String folded = html.substring(html.indexOf("<details class=\"topic\""));
        assertTrue(folded.startsWith(
                "<details class=\"topic\" id=\"topic-the-rest-more\"><summary><h2>The rest &amp; more"));
        assertTrue(folded.contains("<h3>Later</h3>") && folded.contains("<h3>Latest</h3>"));
        assertTrue(html.indexOf("<h2>At once</h2>") < html.indexOf("<nav"));
        assertFalse(new HtmlPage(new Report("A title", List.of(), List.of(shown)))
                .toString()
                .contains("<nav"));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> data().row(1, 2));
        Chart chart = new Chart(data());
        assertThrows(IllegalArgumentException.class, () -> chart.layer("line", Channel.by("x", "z")));
        Path nowhere = folder.resolve("no/such/report.html");
        assertThrows(UserError.class, () -> report().write(nowhere));
    }

    @Test
    void theFileIsWritten() throws IOException {
        Path file = folder.resolve("report.html");
        report().write(file);
        assertTrue(Files.readString(file).startsWith("<!DOCTYPE html>"));
    }

    private static JsonNode specification(String html) throws IOException {
        Matcher script = Pattern.compile("data-chart=\"one-chart\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertTrue(script.find());
        return new ObjectMapper().readTree(script.group(1));
    }

    /** Each folded, behind how its rows turned out; nothing of the table is lost. */
    @Test
    void rowsOfAGroupAreFoldedTogether() {
        Data data = new Data(Data.Column.text("of", "Of"), Data.Column.text("verdict", "Verdict"))
                .row("a & b", new Data.Mark("holds", Data.Mark.Outcome.GOOD))
                .row("c", new Data.Mark("open", Data.Mark.Outcome.OPEN))
                .row("a & b", new Data.Mark("holds", Data.Mark.Outcome.GOOD))
                .grouped("of");
        String html =
                new HtmlPage(new Report("t", List.of(), List.of(Report.Section.of("Claims", "", data)))).toString();
        assertTrue(
                html.contains(
                        "<details class=\"group\"><summary>a &amp; b: 2 <span class=\"good\">holds</span></summary>"),
                html);
        assertTrue(html.contains("<details class=\"group\"><summary>c: 1 <span class=\"open\">open</span></summary>"));
        assertEquals(3, html.split("data-heading=\"Verdict\"", -1).length - 1);
        assertEquals(4, new CsvTable(data, "").toString().lines().count());
    }
}
