package dev.thrice.lab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A chart: layers of marks over one table, as a specification of Vega-Lite (Satyanarayan et al. 2017). As wide as the page
 * lets it be. Colours are left to the page's style sheet, so that one drawing serves light, dark and print.
 */
public final class Chart {
    private final Data data;
    private final ArrayNode layers = JsonNodeFactory.instance.arrayNode();
    private int height = 260;

    /**
     * Starts a chart.
     *
     * @param data what it draws
     */
    public Chart(Data data) {
        this.data = data;
    }

    /**
     * Sets the height of the plot itself; otherwise it is 260 pixels.
     *
     * @param pixels height
     * @return this
     */
    public Chart height(int pixels) {
        height = pixels;
        return this;
    }

    /**
     * Adds a layer.
     *
     * @param mark "line", "point", "bar", "rule", "rect", "tick", ..: the marks of Vega-Lite
     * @param channels what decides where and how they are drawn
     * @return this
     */
    public Chart layer(String mark, Channel... channels) {
        add(mark, channels);
        return this;
    }

    /**
     * Adds a layer of some of the rows.
     *
     * @param column of texts
     * @param values the rows whose cell is one of these
     * @param mark as in {@link #layer}
     * @param channels as in {@link #layer}
     * @return this
     */
    public Chart layerWhere(String column, List<String> values, String mark, Channel... channels) {
        ObjectNode filter =
                add(mark, channels).withArray("/transform").addObject().withObject("/filter");
        filter.put("field", data.column(column).name());
        values.forEach(filter.withArray("/oneOf")::add);
        return this;
    }

    /**
     * Adds points joined by lines, each with its interval.
     *
     * @param x where
     * @param y the value
     * @param low the interval's lower end, another column on y
     * @param high its upper end, on y2
     * @param color what tells the lines apart
     * @return this
     */
    public Chart intervals(Channel x, Channel y, Channel low, Channel high, Channel color) {
        return layer("line", x, y, color).layer("rule", x, low, high, color).layer("point", x, y, color);
    }

    private ObjectNode add(String mark, Channel... channels) {
        ObjectNode layer = layers.addObject();
        ObjectNode type = layer.putObject("mark").put("type", mark);
        if (mark.equals("point")) {
            type.put("filled", true);
        }
        if (!mark.equals("rule")) {
            type.put("tooltip", true);
        }
        ObjectNode encoding = layer.putObject("encoding");
        for (Channel channel : channels) {
            channel.addTo(encoding, data);
        }
        return layer;
    }

    Data data() {
        return data;
    }

    /** The specification, its data included. */
    ObjectNode specification(String description) {
        ObjectNode chart = JsonNodeFactory.instance.objectNode();
        chart.put("$schema", "https://vega.github.io/schema/vega-lite/v5.json"); // a name; nothing is fetched
        chart.put("description", description);
        chart.put("width", "container");
        chart.put("height", height);
        ArrayNode values = chart.putObject("data").putArray("values");
        for (List<Object> row : data.rows()) {
            ObjectNode value = values.addObject();
            for (int i = 0; i < row.size(); i++) {
                put(value, data.columns().get(i).name(), row.get(i));
            }
        }
        chart.set("layer", layers);
        return chart;
    }

    private static void put(ObjectNode value, String name, Object cell) {
        if (!(cell instanceof Number number)) {
            value.put(name, cell.toString());
        } else if (Double.isFinite(number.doubleValue())) {
            value.put(name, number.doubleValue());
        } else {
            value.putNull(name);
        }
    }
}
