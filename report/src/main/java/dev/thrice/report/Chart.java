package dev.thrice.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A chart: layers of marks over one table, as a specification of Vega-Lite (Satyanarayan et al. 2017). As wide as the page
 * lets it be. Colours are left to the page's style sheet, so that one drawing serves light, dark and print. What is told apart
 * by colour is told apart by shape or dash as well. A rule from one column to another is an interval: its ends have caps,
 * and where it leaves the plot, whose axes go by the values ({@link Extent}), it has none.
 */
public final class Chart {
    private static final List<String> AXES = List.of("x", "y");

    private static final int CAP_PIXELS = 8;

    private static final int X_PADDING = 6;

    private final Data data;
    private final List<Layer> layers = new ArrayList<>();
    private int height = 260;

    /** Marks and what decides them, of the rows that a filter lets through, or of all where it is null. */
    private record Layer(String mark, List<Channel> channels, ObjectNode filter) {
        Optional<Channel> channel(String name) {
            return channels.stream()
                    .filter(channel -> channel.name().equals(name))
                    .findFirst();
        }

        Optional<String> column(String name) {
            return channel(name).map(Channel::column);
        }

        /** Whether it is an interval along an axis. */
        boolean interval(String axis) {
            return mark.equals("rule")
                    && column(axis).isPresent()
                    && column(axis + "2").isPresent();
        }

        /** One mark and not one for each row. */
        boolean single() {
            return channels.stream().allMatch(channel -> channel.column() == null);
        }
    }

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
        return add(mark, null, channels);
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
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        filter.put("field", data.column(column).name());
        values.forEach(filter.withArray("/oneOf")::add);
        return add(mark, filter, channels);
    }

    /**
     * Adds a straight line; the scales are those of the other layers.
     *
     * @param x where it begins
     * @param y where it begins
     * @param x2 where it ends
     * @param y2 where it ends
     * @return this
     */
    public Chart segment(double x, double y, double x2, double y2) {
        return layer("rule", Channel.at("x", x), Channel.at("y", y), Channel.at("x2", x2), Channel.at("y2", y2));
    }

    /**
     * Writes each row's name above its marks, where it has the width of the plot; the rows are otherwise without an axis. They need some 40
     * pixels each.
     *
     * @param column of the names
     * @return this
     */
    public Chart named(String column) {
        return layer(
                "text",
                Channel.pixels("x", 0),
                Channel.by("y", column).titled(null).bare(),
                Channel.by("text", column));
    }

    /**
     * Adds points joined by lines, each with its interval.
     *
     * @param x where
     * @param y the value
     * @param low the interval's lower end, another column on y
     * @param high its upper end, on y2
     * @param more what tells the lines apart
     * @return this
     */
    public Chart intervals(Channel x, Channel y, Channel low, Channel high, Channel... more) {
        return layer("line", with(more, x, y))
                .layer("rule", with(more, x, low, high))
                .layer("point", with(more, x, y));
    }

    private static Channel[] with(Channel[] more, Channel... channels) {
        return Stream.concat(Arrays.stream(channels), Arrays.stream(more)).toArray(Channel[]::new);
    }

    private Chart add(String mark, ObjectNode filter, Channel... channels) {
        channels = Arrays.stream(channels).map(this::checked).toArray(Channel[]::new);
        List<Channel> all = new ArrayList<>(List.of(channels));
        Layer layer = new Layer(mark, all, filter);
        String besides = mark.equals("point") ? "shape" : "strokeDash";
        if ((mark.equals("point") || mark.equals("line"))
                && layer.channel(besides).isEmpty()) {
            layer.channel("color")
                    .filter(color -> color.column() != null
                            && !data.column(color.column()).isNumber())
                    .ifPresent(color -> all.add(color.as(besides)));
        }
        layers.add(layer);
        for (String axis : AXES) {
            if (layer.interval(axis)) {
                cap(layer, axis, axis);
                cap(layer, axis, axis + "2");
            }
        }
        return this;
    }

    private Channel checked(Channel channel) {
        if (channel.column() != null) {
            data.column(channel.column());
        }
        return channel;
    }

    private void cap(Layer interval, String axis, String end) {
        List<Channel> channels = new ArrayList<>(interval.channels());
        channels.removeIf(channel -> channel.name().startsWith(axis));
        Channel low = interval.channel(axis).orElseThrow();
        Channel at = low.by(interval.column(end).orElseThrow());
        channels.add(low.isTitled() ? at : at.titled(data.column(low.column()).heading()));
        layers.add(new Layer(axis.equals("x") ? "tick-x" : "tick-y", channels, interval.filter()));
    }

    private ObjectNode node(Layer layer) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode mark = node.putObject("mark");
        switch (layer.mark()) {
            case "point" -> mark.put("type", "point").put("filled", true).put("tooltip", true);
            case "rule" -> mark.put("type", "rule").put("clip", true);
            case "tick-x" ->
                mark.put("type", "tick")
                        .put("orient", "vertical")
                        .put("size", CAP_PIXELS)
                        .put("clip", true);
            case "tick-y" ->
                mark.put("type", "tick")
                        .put("orient", "horizontal")
                        .put("size", CAP_PIXELS)
                        .put("clip", true);
            case "text" ->
                mark.put("type", "text")
                        .put("align", "left")
                        .put("baseline", "bottom")
                        .put("dy", -8)
                        .putObject("limit")
                        .put("expr", "width");
            default -> mark.put("type", layer.mark()).put("tooltip", true);
        }
        if (layer.filter() != null) {
            node.withArray("/transform").addObject().set("filter", layer.filter());
        }
        if (layer.single()) {
            node.putObject("data").putArray("values").addObject();
        }
        ObjectNode encoding = node.putObject("encoding");
        for (Channel channel : layer.channels()) {
            channel.addTo(encoding, data);
        }
        return node;
    }

    /** The ends of an axis, unless the library is to choose them. */
    private Optional<double[]> domain(String axis) {
        List<Channel> channels = layers.stream()
                .flatMap(layer -> layer.channel(axis).stream())
                .filter(channel -> channel.column() == null
                        || data.column(channel.column()).isNumber())
                .toList();
        Extent extent = new Extent(
                channels.stream().anyMatch(Channel::isLog), channels.stream().noneMatch(Channel::isZoomed));
        if (channels.stream().anyMatch(Channel::isDiscrete)) {
            return Optional.empty();
        }
        for (Layer layer : layers) {
            boolean interval = layer.interval(axis);
            for (String name : List.of(axis, axis + "2")) {
                layer.channel(name).ifPresent(channel -> {
                    channel.constant().ifPresent(extent::value);
                    if (channel.column() != null && !layer.mark().startsWith("tick")) {
                        values(channel.column()).forEach(interval ? extent::end : extent::value);
                    }
                });
            }
        }
        return extent.decides() ? Optional.of(extent.domain()) : Optional.empty();
    }

    private DoubleStream values(String name) {
        int index = data.columns().indexOf(data.column(name));
        return data.rows().stream()
                .map(row -> row.get(index))
                .filter(Number.class::isInstance)
                .mapToDouble(cell -> ((Number) cell).doubleValue());
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
        ArrayNode drawn = chart.putArray("layer");
        layers.forEach(layer -> drawn.add(node(layer)));
        AXES.forEach(axis -> domain(axis).ifPresent(ends -> fix(drawn, axis, ends)));
        return chart;
    }

    private static void fix(ArrayNode drawn, String axis, double... ends) {
        for (JsonNode layer : drawn) {
            if (layer.path("encoding").path(axis).path("type").asText().equals("quantitative")) {
                ArrayNode domain = ((ObjectNode) layer.get("encoding").get(axis))
                        .withObject("/scale")
                        .put("nice", false)
                        .putArray("domain");
                Arrays.stream(ends).forEach(domain::add);
                if (axis.equals("x") && ends[0] != 0) { // else what is first lies on the other axis
                    ((ObjectNode) layer.get("encoding").get(axis))
                            .withObject("/scale")
                            .put("padding", X_PADDING);
                }
                return; // the layers share it
            }
        }
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
