package dev.thrice.formats.io;

import dev.thrice.formats.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Opens and reads files; what goes wrong is told in a line that names the file. */
public final class InputFile {
    /** Deflate makes no more bytes of one. */
    public static final long LARGEST_EXPANSION = 1032;

    private InputFile() {}

    /**
     * Opens a file.
     *
     * @param path of a plain file
     * @param expected what it should be, such as "an idx file"
     * @return the file, open for reading, to be closed
     * @throws IOException if it is not there, is none, or may not be read
     */
    public static FileChannel open(Path path, String expected) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": a folder, expected " + expected);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + ": no plain file, expected " + expected);
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException(path + ": " + Objects.requireNonNullElse(e.getReason(), "cannot be opened"), e);
        }
    }

    /**
     * Fills a buffer, and makes it ready to be read from.
     *
     * @param path of the file, for the message
     * @param file open
     * @param buffer to be filled up to its limit
     * @param from place in the file of the first byte
     * @throws FormatException if the file ends before
     * @throws IOException if it cannot be read
     */
    public static void read(Path path, FileChannel file, ByteBuffer buffer, long from) throws IOException {
        int begin = buffer.position();
        while (buffer.hasRemaining()) {
            long at = from + buffer.position() - begin;
            if (readSome(path, file, buffer, at) < 0) {
                throw new FormatException(
                        path + ": ends too early, at byte " + at + ", expected at least " + (at + buffer.remaining()));
            }
        }
        buffer.flip();
    }

    private static int readSome(Path path, FileChannel file, ByteBuffer buffer, long at) throws IOException {
        try {
            return file.read(buffer, at);
        } catch (ClosedChannelException e) {
            throw new IOException(path + ": is closed", e);
        } catch (IOException e) { // of the system, in its words
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }
}
