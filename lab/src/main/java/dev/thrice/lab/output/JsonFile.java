package dev.thrice.lab.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thrice.lab.UserError;
import java.nio.file.Path;

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
