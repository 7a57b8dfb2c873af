package dev.thrice.lab.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A JSON file that is there whole or not at all. */
public final class JsonFile {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonFile() {}

    /**
     * Checks that a file can be written, before work is spent on what is to be in it.
     *
     * @param file its path
     * @throws UserError if its folder is not there or cannot be written to
     */
    public static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserError("cannot write " + file + ": folder " + folder + " does not exist");
        }
        if (!Files.isWritable(folder)) {
            throw new UserError("cannot write " + file + ": folder " + folder + " is not writable");
        }
        if (Files.isDirectory(file)) {
            throw new UserError("cannot write " + file + ": it is a folder, expected a file name");
        }
    }

    /**
     * Writes a value as JSON, under a temporary name first.
     *
     * @param file its path
     * @param value a record, map, list or plain value
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, Object value) {
        requireWritable(file);
        Path target = file.toAbsolutePath();
        try {
            String name = target.getFileName() + "." + ProcessHandle.current().pid() + ".part";
            Path temporary = target.resolveSibling(name);
            try {
                Files.writeString(temporary, toString(value) + "\n");
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + e.getMessage());
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
