package dev.thrice.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A document with one thing wrong in it, at every place: a field that is missing, null, of another kind or out of any range, a list that is
 * shorter, longer or empty. Of lists the first and the last element stand for all, of objects with the same fields that are beside each other two.
 */
public final class Mutations {
    private static final int OF_A_SHAPE = 2;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> OTHERS = List.of(
            NullNode.instance,
            new TextNode("x"),
            new TextNode("NaN"),
            new IntNode(-7),
            new IntNode(0),
            new IntNode(Integer.MAX_VALUE),
            new DoubleNode(7.5),
            new DoubleNode(-1e300),
            new DoubleNode(1e300),
            new DoubleNode(Double.POSITIVE_INFINITY),
            NODES.booleanNode(true),
            NODES.objectNode(),
            NODES.arrayNode());

    private final JsonNode document;
    private final Map<String, JsonNode> all = new LinkedHashMap<>();

    private Mutations(JsonNode document) {
        this.document = document;
    }

    /**
     * All of a document.
     *
     * @param document a valid one, left as it is
     * @return documents by what was done to each
     */
    public static Map<String, JsonNode> of(JsonNode document) {
        Mutations mutations = new Mutations(document);
        mutations.visit(document, "", List.of());
        OTHERS.forEach(other -> mutations.all.put("the whole = " + other, other));
        return mutations.all;
    }

    /**
     * Tries all of a file: each is refused in one line that names the file and no class, or taken, and then holds what it says.
     *
     * @param file a valid one
     * @param use reads it, and does with it what is done with one
     */
    public static void assertEachIsRefusedOrUsable(Path file, Consumer<Path> use) {
        JsonNode valid = JsonFile.tree(file);
        use.accept(file);
        List<String> taken = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Map<String, JsonNode> mutations = of(valid);
        mutations.forEach((what, mutated) -> {
            JsonFile.write(file, mutated);
            try {
                use.accept(file);
                taken.add(what);
            } catch (UserError e) {
                assertOneLine(file, what, e.getMessage());
            } catch (RuntimeException e) {
                broken.add(what + ": " + e + " "
                        + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length)));
            }
        });
        JsonFile.write(file, valid);
        assertEquals("", String.join("\n", broken));
        assertTrue(taken.size() < mutations.size() / 4, "of " + mutations.size() + " taken: " + taken);
    }

    /**
     * Checks what is said of a file that is not used.
     *
     * @param file that is named
     * @param what was done to it
     * @param message that is said
     */
    public static void assertOneLine(Path file, String what, String message) {
        assertEquals(1, message.lines().count(), what + ": " + message);
        assertTrue(message.contains(file.toString()), what + ": " + message);
        String said = message.replace(file.toString(), "");
        assertFalse(said.matches("(?s).*(java\\.|dev\\.thrice|Exception|`|\\[simple type).*"), what + ": " + message);
    }

    private void visit(JsonNode node, String where, List<Object> path) {
        if (node.isObject()) {
            Map<Set<String>, Integer> shapes = new HashMap<>();
            node.properties().forEach(field -> {
                String here = where + "/" + field.getKey();
                List<Object> further = with(path, field.getKey());
                add(here + " missing", path, (copy, parent) -> ((ObjectNode) parent).remove(field.getKey()));
                replaced(here, field.getValue(), further);
                if (!field.getValue().isObject()
                        || shapes.merge(names(field.getValue()), 1, Integer::sum) <= OF_A_SHAPE) {
                    visit(field.getValue(), here, further);
                }
            });
            add(where + " with a field more", path, (copy, parent) -> ((ObjectNode) parent).put("more", 1));
        } else if (node.isArray() && !node.isEmpty()) {
            int last = node.size() - 1;
            add(where + " shorter", path, (copy, parent) -> ((ArrayNode) parent).remove(last));
            add(
                    where + " longer",
                    path,
                    (copy, parent) -> ((ArrayNode) parent).add(node.get(last).deepCopy()));
            add(where + " empty", path, (copy, parent) -> ((ArrayNode) parent).removeAll());
            for (int i : last == 0 ? new int[] {0} : new int[] {0, last}) {
                replaced(where + "[" + i + "]", node.get(i), with(path, i));
                visit(node.get(i), where + "[" + i + "]", with(path, i));
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private void replaced(String where, JsonNode was, List<Object> path) {
        Object last = path.getLast();
        for (JsonNode other : OTHERS) {
            if (!other.equals(was)) {
                add(where + " = " + other, path.subList(0, path.size() - 1), (copy, parent) -> {
                    if (parent instanceof ObjectNode object) {
                        object.set((String) last, other);
                    } else {
                        ((ArrayNode) parent).set((Integer) last, other);
                    }
                });
            }
        }
    }

    private void add(String what, List<Object> pathOfParent, BiConsumer<JsonNode, JsonNode> change) {
        JsonNode copy = document.deepCopy();
        JsonNode parent = copy;
        for (Object step : pathOfParent) {
            parent = step instanceof String name ? parent.get(name) : parent.get((Integer) step);
        }
        change.accept(copy, parent);
        all.put(what, copy);
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
