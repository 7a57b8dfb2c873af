package dev.thrice.lab.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.base.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The fields of a JSON object, each of which is asked for by its name and kind. What is not as it is asked for is an {@link
 * IllegalArgumentException}, whose message says what there is and what was expected.
 */
final class Fields {
    private final JsonNode object;
    private final Set<String> asked = new TreeSet<>();

    /**
     * The fields of what should be an object.
     *
     * @param expected of it, in words
     */
    Fields(JsonNode node, String expected) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(shown(node) + ", expected " + expected);
        }
        object = node;
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** The names of all of them, in their order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A field that has to be there. */
    JsonNode node(String name) {
        asked.add(name);
        if (!has(name)) {
            throw new IllegalArgumentException("no " + name + " among " + listed(names()) + ", expected one");
        }
        return object.get(name);
    }

    private JsonNode node(String name, Predicate<JsonNode> fits, String expected) {
        JsonNode node = node(name);
        if (!fits.test(node)) {
            throw new IllegalArgumentException(name + " " + shown(node) + ", expected " + expected);
        }
        return node;
    }

    int whole(String name, int least) {
        return node(name, found -> isWhole(found, least), "a whole number, at least " + least)
                .intValue();
    }

    int whole(String name, int least, int usual) {
        asked.add(name);
        return has(name) ? whole(name, least) : usual;
    }

    /** A number, or a list of one or more. */
    List<Integer> wholes(String name, int least, int most, String expected) {
        JsonNode found = node(name, node -> !node.isArray() || (!node.isEmpty() && node.size() <= most), expected);
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : found.isArray() ? found : List.of(found)) {
            if (!isWhole(each, least)) {
                throw new IllegalArgumentException(name + " " + shown(found) + ", expected " + expected);
            }
            numbers.add(each.intValue());
        }
        return numbers;
    }

    private static boolean isWhole(JsonNode found, int least) {
        return found.isIntegralNumber() && found.canConvertToInt() && found.intValue() >= least;
    }

    float above0(String name, float usual) {
        asked.add(name);
        if (!has(name)) {
            return usual;
        }
        return node(
                        name,
                        found -> found.isNumber() && found.floatValue() > 0 && Float.isFinite(found.floatValue()),
                        "a number above 0, within float32")
                .floatValue();
    }

    boolean truth(String name, boolean usual) {
        asked.add(name);
        return has(name) ? node(name, JsonNode::isBoolean, "true or false").booleanValue() : usual;
    }

    String text(String name, String usual) {
        asked.add(name);
        return has(name) ? node(name, JsonNode::isTextual, "a text").textValue() : usual;
    }

    /** A text, or a list of some; none where there is no such field. */
    List<String> texts(String name) {
        asked.add(name);
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            JsonNode found = node(name, each -> each.isTextual() || each.isArray(), "a text, or a list of texts");
            for (JsonNode each : found.isArray() ? found : List.of(found)) {
                if (!each.isTextual()) {
                    throw new IllegalArgumentException(name + " has " + shown(each) + ", expected texts");
                }
                texts.add(each.textValue());
            }
        }
        return texts;
    }

    /**
     * That each was asked for.
     *
     * @param of what they are
     */
    void requireNoOthers(String of) {
        for (String name : names()) {
            if (!asked.contains(name)) {
                throw new IllegalArgumentException("a field " + Printable.name(name) + ", expected those of " + of
                        + ": " + String.join(", ", asked));
            }
        }
    }

    /** Names in a message. */
    static String listed(Collection<String> names) {
        return names.isEmpty() ? "no fields" : Printable.list(names);
    }

    /** A value in a message: its beginning, in one line. */
    static String shown(JsonNode found) {
        return found.isMissingNode() ? "nothing in it" : Printable.name(found.toString());
    }
}
