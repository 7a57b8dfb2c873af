package dev.thrice.lab.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thrice.lab.UserError;
import java.io.IOException;
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
     * Reads what {@link #write} wrote.
     *
     * @param file its path
     * @param type of the value
     * @param <T> of the value
     * @return the value
     * @throws UserError if it cannot be read or is no such value
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return MAPPER.readValue(file.toFile(), type);
        } catch (JsonProcessingException e) {
            throw new UserError("cannot read " + file + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getMessage());
        }
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
