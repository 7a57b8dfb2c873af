package dev.thrice.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Data.Mark;
import dev.thrice.lab.report.Data.Mark.Outcome;
import dev.thrice.lab.report.Report.Section;
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
}
