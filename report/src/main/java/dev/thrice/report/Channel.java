package dev.thrice.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** One visual property of a layer's marks, such as where they are or their colour, and what decides it. */
public final class Channel {
    private static final Set<String> LEGENDS = Set.of("color", "shape", "strokeDash");

    private final String name;
    private final String column;
    private final ObjectNode definition = JsonNodeFactory.instance.objectNode();

    private Channel(String name, String column) {
        this.name = name;
        this.column = column;
    }

    /**
     * A column decides.
     *
     * @param name "x", "y", "x2", "y2", "color", "opacity", "shape", "strokeDash", ..: the channels of Vega-Lite
     * @param column of the chart's data
     * @return the channel
     */
    public static Channel by(String name, String column) {
        return new Channel(name, column);
    }

    /**
     * It is the same value, in the data's scale, for all.
     *
     * @param name of the channel
     * @param value the value
     * @return the channel
     */
    public static Channel at(String name, double value) {
        Channel channel = new Channel(name, null);
        channel.definition.put("datum", value);
        return channel;
    }

    /**
     * It is the same for all, and no scale is needed: a colour of the style sheet such as "var(--c2)", dashes such as "6,4", "width" for
     * the right end of the plot.
     *
     * @param name of the channel
     * @param value of the property
     * @return the channel
     */
    public static Channel fixed(String name, String value) {
        Channel channel = new Channel(name, null);
        if (name.equals("strokeDash")) {
            Arrays.stream(value.split(",")).map(Integer::valueOf).forEach(channel.definition.withArray("/value")::add);
        } else {
            channel.definition.put("value", value);
        }
        return channel;
    }

    /**
     * It is the same for all: pixels of the plot.
     *
     * @param name of the channel
     * @param pixels from the left or from the top
     * @return the channel
     */
    public static Channel pixels(String name, double pixels) {
        Channel channel = new Channel(name, null);
        channel.definition.put("value", pixels);
        return channel;
    }

    /**
     * Colours by value.
     *
     * @param colors of the style sheet, such as "var(--good)", by the column's texts; in the legend's order
     * @return this
     */
    public Channel colored(Map<String, String> colors) {
        ArrayNode domain = scale().putArray("domain");
        ArrayNode range = scale().putArray("range");
        colors.forEach((text, color) -> {
            domain.add(text);
            range.add(color);
        });
        return this;
    }

    /**
     * Draws no axis.
     *
     * @return this
     */
    public Channel bare() {
        definition.putNull("axis");
        return this;
    }

    /**
     * Draws it on a logarithmic scale.
     *
     * @return this
     */
    public Channel log() {
        scale().put("type", "log").put("nice", false);
        return this;
    }

    /**
     * Fits the scale to the data; otherwise it begins at 0.
     *
     * @return this
     */
    public Channel zoomed() {
        scale().put("zero", false);
        return this;
    }

    /**
     * Takes each value as a thing of its own, in the order of the rows.
     *
     * @return this
     */
    public Channel discrete() {
        definition.put("type", "ordinal").putNull("sort");
        return this;
    }

    /**
     * Names the axis or legend; otherwise the column's heading does.
     *
     * @param title the name, or null for none
     * @return this
     */
    public Channel titled(String title) {
        definition.put("title", title);
        return this;
    }

    private ObjectNode scale() {
        return definition.withObject("/scale");
    }

    String name() {
        return name;
    }

    /** Null where none decides. */
    String column() {
        return column;
    }

    /** The value in the data's scale that it has everywhere, if it has one. */
    OptionalDouble constant() {
        return definition.has("datum")
                ? OptionalDouble.of(definition.get("datum").asDouble())
                : OptionalDouble.empty();
    }

    boolean isTitled() {
        return definition.has("title");
    }

    boolean isLog() {
        return definition.path("scale").path("type").asText().equals("log");
    }

    boolean isZoomed() {
        return isLog() || !definition.path("scale").path("zero").asBoolean(true);
    }

    boolean isDiscrete() {
        return definition.has("sort");
    }

    /** The same decides something else: a series' colour its shape as well. */
    Channel as(String other) {
        Channel channel = new Channel(other, column);
        if (definition.has("title")) {
            channel.definition.set("title", definition.get("title"));
        }
        return channel;
    }

    /** The same, decided by another column. */
    Channel by(String other) {
        Channel channel = new Channel(name.substring(0, 1), other);
        channel.definition.setAll(definition);
        return channel;
    }

    void addTo(ObjectNode encoding, Data data) {
        ObjectNode own = definition.deepCopy();
        if (column != null) {
            Data.Column decides = data.column(column);
            own.put("field", column);
            if (LEGENDS.contains(name)
                    && !decides.isNumber()
                    && !own.path("scale").has("domain")) {
                data.texts(column)
                        .forEach(own.withObject("/scale").withArray("/domain")::add); // so that they share one legend
            }
            if (!name.endsWith("2")) { // the other end of what x and y say
                setUnlessThere(own, "type", decides.isNumber() ? "quantitative" : "nominal");
                setUnlessThere(own, "title", decides.heading());
                if (!decides.isNumber() && !own.has("sort")) {
                    own.putNull("sort");
                }
            }
        } else if (own.has("datum")) {
            if (!name.endsWith("2")) {
                own.put("type", "quantitative");
            }
        }
        encoding.set(name, own);
    }

    private static void setUnlessThere(ObjectNode node, String key, String value) {
        if (!node.has(key)) {
            node.put(key, value);
        }
    }
}
