package dev.thrice.command.output;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file that grows by a line of JSON at a time (JSON Lines). */
public final class JsonLines {
    private static final byte END = '\n';

    private JsonLines() {}

    /**
     * What is in such a file.
     *
     * @param values of its lines, in their order
     * @param misfits why lines are no values, each with its number
     * @param <T> of the values
     */
    public record Read<T>(List<T> values, List<String> misfits) {}

    /**
     * Reads it. A line that whoever wrote it was kept from finishing is a misfit, and no reason not to read the others.
     *
     * @param file its path; of one that is not there, or is no file, nothing is read
     * @param type of the values
     * @param <T> of the values
     * @return what is in it
     * @throws UserError if it cannot be read, or none of its lines is a value
     */
    public static <T> Read<T> read(Path file, Class<T> type) {
        List<T> values = new ArrayList<>();
        List<String> misfits = new ArrayList<>();
        List<byte[]> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length > 0) {
                String where = file + ", line " + (i + 1);
                try {
                    values.add(JsonFile.value(where, JsonFile.tree(where, lines.get(i)), type));
                } catch (UserError e) {
                    misfits.add(e.getMessage());
                }
            }
        }
        if (values.isEmpty() && !misfits.isEmpty()) {
            throw new UserError(misfits.getFirst());
        }
        return new Read<>(values, misfits);
    }

    private static List<byte[]> lines(Path file) {
        byte[] bytes = bytes(file);
        List<byte[]> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == END) {
                lines.add(Arrays.copyOfRange(bytes, begin, i));
                begin = i + 1;
            }
        }
        return lines;
    }

    private static byte[] bytes(Path file) {
        Destination destination = Destination.of(file);
        try {
            return destination.isFile() && Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + Reason.of(e));
        }
    }

    /**
     * Adds a line, at once, on a line of its own: what a line before it lacks stays lacking.
     *
     * @param file its path
     * @param value a record, map, list or plain value
     * @throws UserError if it cannot be written
     */
    public static void append(Path file, Object value) {
        byte[] old = bytes(file);
        String begin = old.length > 0 && old[old.length - 1] != END ? "\n" : "";
        String line = begin + JsonFile.line(value) + "\n";
        try (OutputStream out = Destination.of(file).openAtEnd()) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + Reason.of(e));
        }
    }
}
