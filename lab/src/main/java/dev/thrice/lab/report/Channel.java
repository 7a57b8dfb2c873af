package dev.thrice.lab.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One visual property of a layer's marks, such as where they are or their colour, and what decides it. */
public final class Channel {
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
     * It is the same for all, and no scale is needed: a colour of the style sheet such as "var(--c2)" for example.
     *
     * @param name of the channel
     * @param value of the property
     * @return the channel
     */
    public static Channel fixed(String name, String value) {
        Channel channel = new Channel(name, null);
        channel.definition.put("value", value);
        return channel;
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

    void addTo(ObjectNode encoding, Data data) {
        ObjectNode own = definition.deepCopy();
        if (column != null) {
            Data.Column decides = data.column(column);
            own.put("field", column);
            if (!name.endsWith("2")) { // the other end of what x and y say
                setUnlessThere(own, "type", decides.isNumber() ? "quantitative" : "nominal");
                setUnlessThere(own, "title", decides.heading());
                if (!decides.isNumber() && !own.has("sort")) {
                    own.putNull("sort");
                }
            }
        } else if (own.has("datum")) {
            own.put("type", "quantitative");
        }
        encoding.set(name, own);
    }

    private static void setUnlessThere(ObjectNode node, String key, String value) {
        if (!node.has(key)) {
            node.put(key, value);
        }
    }
}
