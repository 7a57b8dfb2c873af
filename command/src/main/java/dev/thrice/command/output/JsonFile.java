package dev.thrice.command.output;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thrice.command.UserError;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/** A value as JSON, in a file or as text. */
public final class JsonFile {
    /** Takes what it wrote and nothing that merely resembles it: no field is missing, null or another's unless it says that it may. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .build();

    private static final int SHOWN = 40;
    private static final Set<Class<?>> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class);

    private JsonFile() {}

    /**
     * Writes a value as JSON, whole or not at all.
     *
     * @param file its path
     * @param value a record, map, list or plain value
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, Object value) {
        WholeFile.write(file, toString(value) + "\n");
    }

    /**
     * A value as part of a document.
     *
     * @param value a record, map, list or plain value
     * @return the part
     */
    public static JsonNode node(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param file its path
     * @param type of the value
     * @param <T> of the value
     * @return the value
     * @throws UserError if it cannot be read or is no such value
     */
    public static <T> T read(Path file, Class<T> type) {
        return value(file, tree(file), type);
    }

    /**
     * Reads a file whose kind is still to be found out.
     *
     * @param file its path
     * @return what is in it
     * @throws UserError if it cannot be read or is no JSON
     */
    public static JsonNode tree(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return tree(file.toString(), bytes);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + Reason.of(e));
        }
    }

    /** What is somewhere, called so in messages. */
    static JsonNode tree(String where, byte... bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) { // whose words are for programmers
            throw new UserError(where + ": not JSON, or cut short" + place(e) + ", expected what thrice writes there");
        } catch (CharConversionException e) {
            throw new UserError(where + ": not JSON, since no text in UTF-8, expected what thrice writes there");
        } catch (IOException e) {
            throw new UserError(where + ": " + Reason.of(e));
        }
    }

    /** Where it cannot be read on. */
    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /**
     * A value from what was read.
     *
     * @param file that it is from
     * @param node of it
     * @param type of the value
     * @param <T> of the value
     * @return the value
     * @throws UserError with the place in the file if it is no such value, or its own checks refuse it
     */
    public static <T> T value(Path file, JsonNode node, Class<T> type) {
        return value(file.toString(), node, type);
    }

    static <T> T value(String where, JsonNode node, Class<T> type) {
        if (node.isMissingNode() || node.isNull()) {
            throw new UserError(where + ": nothing in it, expected a result");
        }
        try {
            T value = MAPPER.treeToValue(node, type);
            if (value == null) { // of an empty file, and of the word null
                throw new UserError(where + ": " + shown(node) + ", expected what thrice writes there");
            }
            return value;
        } catch (JsonMappingException e) {
            throw new UserError(where + ": " + misfit(node, e));
        } catch (JsonProcessingException e) {
            throw new UserError(where + ": " + shown(node) + ", expected what thrice writes there");
        }
    }

    private static String misfit(JsonNode root, JsonMappingException e) {
        StringBuilder where = new StringBuilder();
        JsonNode found = root;
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName();
            where.append(name == null ? "[" + step.getIndex() + "]" : "/" + name);
            found = name == null ? found.path(step.getIndex()) : found.path(name);
        }
        return where + (where.isEmpty() ? "" : ": ") + misfit(e, found);
    }

    private static String misfit(JsonMappingException e, JsonNode found) {
        if (e instanceof UnrecognizedPropertyException) {
            return "a field that is not known";
        }
        if (e instanceof MismatchedInputException mismatch && !(e instanceof ValueInstantiationException)) {
            return shown(found) + ", expected " + expected(mismatch.getTargetType());
        }
        return e.getCause() instanceof IllegalArgumentException refused
                ? refused.getMessage()
                : shown(found) + ", expected what thrice writes there";
    }

    private static String shown(JsonNode found) {
        if (found.isMissingNode()) {
            return "missing";
        }
        String text = found.isArray() ? "a list" : found.isObject() ? "an object" : found.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "something else";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number" + (WHOLE.contains(type) ? " without a fraction" : "");
        } else if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        } else if (type == String.class) {
            return "a text";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** A value as a line of JSON. */
    static String line(Object value) {
        return node(value).toString();
    }

    /**
     * A value as JSON.
     *
     * @param value a record, map, list or plain value
     * @return indented text
     */
    public static String toString(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that is not JSON", e);
        }
    }
}
