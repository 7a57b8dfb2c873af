package dev.thrice.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A report as one HTML file: style, the chart library and the charts' specifications are all in it, and its content
 * security policy forbids it to load anything.
 */
final class HtmlPage {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Report report;

    HtmlPage(Report report) {
        this.report = report;
    }

    /** The id of a section's chart. */
    static String id(Report.Section section) {
        return section.heading()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    @Override
    public String toString() {
        String lead = report.lead().stream()
                .map(sentence -> "<p>" + escaped(sentence) + "</p>\n")
                .collect(Collectors.joining());
        String sections = report.sections().stream().map(HtmlPage::section).collect(Collectors.joining());
        return resource("page.html")
                .replace("{{title}}", escaped(report.title()))
                .replace("{{style}}", resource("colors.css") + resource("page.css"))
                .replace("{{lead}}", lead)
                .replace("{{sections}}", sections)
                .replace("{{licenses}}", escaped(resource("/META-INF/licenses/Vega.txt")))
                .replace("{{vega}}", script("vega.min.js"))
                .replace("{{vega-lite}}", script("vega-lite.min.js"))
                .replace("{{script}}", script("page.js"));
    }

    private static String section(Report.Section section) {
        StringBuilder html = new StringBuilder("<section>\n<h2>" + escaped(section.heading()) + "</h2>\n");
        html.append("<p>").append(escaped(section.sentence())).append("</p>\n");
        if (section.chart() == null) {
            return html.append(table(section.table(), "cards"))
                    .append("</section>\n")
                    .toString();
        }
        String id = id(section);
        html.append("<div class=\"chart\" id=\"").append(id).append("\"></div>\n");
        html.append("<script type=\"application/json\" data-chart=\"")
                .append(id)
                .append("\">");
        html.append(json(section)).append("</script>\n");
        html.append("<details><summary>The numbers</summary>\n").append(table(section.table(), "plain"));
        return html.append("</details>\n</section>\n").toString();
    }

    /** On a narrow screen the rows of "cards" are drawn one below the other, with the headings beside their cells. */
    private static String table(Data data, String style) {
        StringBuilder html = new StringBuilder("<div class=\"table\"><table class=\"" + style + "\">\n<thead><tr>");
        for (Data.Column column : data.columns()) {
            html.append(column.isNumber() ? "<th class=\"number\">" : "<th>");
            html.append(escaped(column.heading())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<Object> row : data.rows()) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(cell(data.columns().get(i), row.get(i)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String cell(Data.Column column, Object cell) {
        String text = escaped(Data.text(column, cell));
        if (cell instanceof Data.Mark mark) {
            String outcome = mark.outcome().name().toLowerCase(Locale.ROOT);
            text = "<span class=\"" + outcome + "\">" + text + "</span>";
        }
        String kind = column.isNumber() ? " class=\"number\"" : text.isEmpty() ? " class=\"none\"" : "";
        return "<td" + kind + " data-heading=\"" + escaped(column.heading()) + "\">" + text + "</td>";
    }

    private static String json(Report.Section section) {
        try {
            return MAPPER.writeValueAsString(section.chart().specification(section.sentence()))
                    .replace("<", "\\u003c"); // so that no text of ours ends the script element
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chart that is not JSON", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String script(String name) {
        return resource(name).replaceAll("(?m)^//# sourceMappingURL=.*$", "").replace("</script", "<\\/script");
    }

    static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
