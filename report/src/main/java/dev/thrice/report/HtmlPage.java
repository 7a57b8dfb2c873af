package dev.thrice.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report as one HTML file: style, the chart library and the charts' specifications are all in it, and its content
 * security policy forbids it to load anything.
 */
final class HtmlPage {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_LINKED = 3;

    private final Report report;

    HtmlPage(Report report) {
        this.report = report;
    }

    /** What something with a heading is called, for machines. */
    static String id(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    @Override
    public String toString() {
        String lead = report.lead().stream()
                .map(sentence -> "<p>" + escaped(sentence) + "</p>\n")
                .collect(Collectors.joining());
        return resource("page.html")
                .replace("{{title}}", escaped(report.title()))
                .replace("{{style}}", resource("colors.css") + resource("page.css"))
                .replace("{{alarm}}", alarm())
                .replace("{{lead}}", lead + further())
                .replace("{{sections}}", sections("", "h2"))
                .replace("{{topics}}", topics())
                .replace("{{licenses}}", escaped(resource("/META-INF/licenses/Vega.txt")))
                .replace("{{vega}}", script("vega.min.js"))
                .replace("{{vega-lite}}", script("vega-lite.min.js"))
                .replace("{{script}}", script("page.js"));
    }

    private String alarm() {
        return report.alarm().isEmpty() ? "" : "<p class=\"alarm\">" + escaped(report.alarm()) + "</p>\n";
    }

    private String sections(String topic, String heading) {
        return report.sections().stream()
                .filter(section -> section.topic().equals(topic))
                .map(section -> section(section, heading))
                .collect(Collectors.joining());
    }

    /** Contents, and each topic folded away. */
    private String topics() {
        List<String> topics = topicNames();
        if (topics.isEmpty()) {
            return "";
        }
        StringBuilder html =
                new StringBuilder("<nav aria-label=\"Contents\">\n<h2 id=\"contents\">Everything else</h2>\n<ul>\n");
        topics.forEach(topic -> html.append("<li>").append(link(topic)).append("</li>\n"));
        html.append("</ul>\n</nav>\n");
        for (String topic : topics) {
            html.append("<details class=\"topic\" id=\"topic-")
                    .append(id(topic))
                    .append("\"><summary><h2>");
            html.append(escaped(topic)).append("</h2></summary>\n");
            html.append(sections(topic, "h3")).append("</details>\n");
        }
        return html.toString();
    }

    private List<String> topicNames() {
        return report.sections().stream()
                .map(Report.Section::topic)
                .filter(topic -> !topic.isEmpty())
                .distinct()
                .toList();
    }

    private static String link(String topic) {
        return "<a href=\"#topic-" + id(topic) + "\">" + escaped(topic) + "</a>";
    }

    /** For who reads the lead alone: that there is more, and where. */
    private String further() {
        List<String> topics = topicNames();
        return topics.isEmpty()
                ? ""
                : "<p>Further down: "
                        + topics.stream().limit(MOST_LINKED).map(HtmlPage::link).collect(Collectors.joining(", "))
                        + (topics.size() > MOST_LINKED ? ", <a href=\"#contents\">everything else</a>" : "") + "</p>\n";
    }

    private static String section(Report.Section section, String heading) {
        String title = escaped(section.heading());
        StringBuilder html = new StringBuilder("<section>\n");
        html.append("<%1$s>%2$s</%1$s>\n".formatted(heading, title));
        if (!section.sentence().isEmpty()) {
            html.append("<p>").append(escaped(section.sentence())).append("</p>\n");
        }
        if (section.chart() == null) {
            return html.append(tables(section.table(), title))
                    .append("</section>\n")
                    .toString();
        }
        String id = section.id();
        html.append("<div class=\"chart\" id=\"").append(id).append("\" role=\"img\" aria-label=\"");
        html.append(title + ". " + escaped(section.sentence())).append("\"><div aria-hidden=\"true\"></div></div>\n");
        html.append("<script type=\"application/json\" data-chart=\"")
                .append(id)
                .append("\">");
        html.append(json(section)).append("</script>\n");
        html.append("<details><summary>The numbers</summary>\n")
                .append(table(section.table(), section.table().rows(), "plain", "Numbers: " + title));
        return html.append("</details>\n</section>\n").toString();
    }

    /** Each group of its rows, folded away, behind how they turned out. */
    private static String tables(Data data, String title) {
        StringBuilder html = new StringBuilder();
        data.groups().forEach((group, rows) -> {
            if (group.isEmpty()) {
                html.append(table(data, rows, "cards", title));
            } else {
                String name = escaped(group);
                html.append("<details class=\"group\"><summary>").append(name).append(outcomes(rows));
                html.append("</summary>\n").append(table(data, rows, "cards", title + ": " + name));
                html.append("</details>\n");
            }
        });
        return html.toString();
    }

    /** Such as ": 4 holds, 1 inconclusive". */
    private static String outcomes(List<List<Object>> rows) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> row.stream()
                .filter(Data.Mark.class::isInstance)
                .forEach(mark -> counts.merge(marked((Data.Mark) mark), 1, Integer::sum)));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", ", counts.isEmpty() ? "" : ": ", ""));
    }

    private static String marked(Data.Mark mark) {
        String outcome = mark.outcome().name().toLowerCase(Locale.ROOT);
        return "<span class=\"" + outcome + "\">" + escaped(mark.text()) + "</span>";
    }

    /**
     * On a narrow screen the rows of "cards" are drawn one below the other, with the headings beside their cells. What may be wider than
     * the page can be reached, and scrolled, by keyboard.
     */
    private static String table(Data data, List<List<Object>> rows, String style, String title) {
        StringBuilder html = new StringBuilder("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
        html.append(title).append("\"><table class=\"" + style + "\">\n<thead><tr>");
        for (Data.Column column : data.columns()) {
            html.append(column.isNumber() ? "<th class=\"number\">" : "<th>");
            html.append(escaped(column.heading())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<Object> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(cell(data.columns().get(i), row.get(i)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String cell(Data.Column column, Object cell) {
        String text = cell instanceof Data.Mark mark ? marked(mark) : escaped(Data.text(column, cell));
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

    static String escaped(String text) {
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
