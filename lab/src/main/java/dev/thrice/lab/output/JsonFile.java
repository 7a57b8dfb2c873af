package dev.thrice.lab.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thrice.lab.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A value as JSON, in a file or as text. */
public final class JsonFile {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
     * Reads what {@link #write} wrote.
     *
     * @param file its path
     * @param type of the value
     * @param <T> of the value
     * @return the value
     * @throws UserError if it cannot be read or is no such value
     */
    public static <T> T read(Path file, Class<T> type) {
        try (InputStream in = Files.newInputStream(file)) {
            T value = MAPPER.treeToValue(MAPPER.readTree(in), type);
            if (value == null) { // of an empty file, and of the word null
                throw notOurs(file, "it");
            }
            return value;
        } catch (JsonMappingException e) {
            String where = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "/" + step.getFieldName())
                    .collect(Collectors.joining());
            throw notOurs(file, where.isEmpty() ? "it" : where);
        } catch (JsonProcessingException e) {
            throw new UserError("cannot read " + file + ": not JSON, or cut short: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + Reason.of(e));
        }
    }

    private static UserError notOurs(Path file, String where) {
        return new UserError("cannot read " + file + ": " + where + " is not what thrice writes there");
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
