package dev.thrice.command.output;

import dev.thrice.base.AtomicFile;
import dev.thrice.command.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that is there {@linkplain AtomicFile whole or not at all}. Devices and pipes, which cannot be replaced, are
 * written to.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Checks that a file can be written, before work is spent on what is to be in it.
     *
     * @param file its path
     * @throws UserError if it is a folder or a socket, may not be written, or its folder is not there
     */
    public static void requireWritable(Path file) {
        Destination.of(file);
    }

    /**
     * Writes a text in UTF-8.
     *
     * @param file its path
     * @param text what is to be in it
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, String text) {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a file.
     *
     * @param file its path
     * @param contents what is to be in it
     * @throws UserError if it cannot be written
     */
    @SuppressWarnings("exports") // base is exported to who calls this
    public static void write(Path file, AtomicFile.Contents contents) {
        Destination destination = Destination.of(file);
        try {
            if (destination.isFile()) {
                AtomicFile.write(destination.path(), contents);
            } else {
                write(destination.open(), contents);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + Reason.of(e));
        }
    }

    private static void write(OutputStream opened, AtomicFile.Contents contents) throws IOException {
        try (OutputStream out = new BufferedOutputStream(opened)) {
            contents.writeTo(out);
        }
    }
}
