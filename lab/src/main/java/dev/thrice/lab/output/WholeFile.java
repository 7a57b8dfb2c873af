package dev.thrice.lab.output;

import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or not at all. */
public final class WholeFile {
    /** What writes a file. */
    @FunctionalInterface
    public interface Contents {
        /**
         * Writes them.
         *
         * @param file to be created
         * @throws IOException if it cannot be written
         */
        void writeTo(Path file) throws IOException;
    }

    private WholeFile() {}

    /**
     * Checks that a file can be written, before work is spent on what is to be in it.
     *
     * @param file its path
     * @throws UserError if its folder is not there or cannot be written to
     */
    public static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserError("cannot write " + file + ": it is a folder, expected a file name");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UserError("cannot write " + file + ": folder " + folder + " does not exist");
        }
        if (!Files.isWritable(folder)) {
            throw new UserError("cannot write " + file + ": folder " + folder + " is not writable");
        }
    }

    /**
     * Writes a text in UTF-8, under a temporary name first.
     *
     * @param file its path
     * @param text what is to be in it
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, String text) {
        write(file, temporary -> Files.writeString(temporary, text));
    }

    /**
     * Writes a file, under a temporary name first.
     *
     * @param file its path
     * @param contents what is to be in it
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, Contents contents) {
        requireWritable(file);
        Path target = file.toAbsolutePath();
        try {
            String name = target.getFileName() + "." + ProcessHandle.current().pid() + ".part";
            Path temporary = target.resolveSibling(name);
            try {
                contents.writeTo(temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + e.getMessage());
        }
    }
}
