package dev.thrice.command.output;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What is written to under a path: the file that its links lead to, which need not be there yet; or a device, a pipe, or
 * what this process or another has open, such as /dev/stdout. The latter are never replaced, but written to as they are.
 */
public final class Destination {
    private static final int MOST_LINKS = 40; // as Linux
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;

    /** What this process has open. On Linux a link into /proc, whose links lead to what need have no name. */
    private static final Path DESCRIPTORS = Path.of("/dev/fd");

    private static final Path PROCESSES = Path.of("/proc");

    private final Path given;
    private final Path path;
    private final boolean open;

    private Destination(Path given, Path path, boolean open) {
        this.given = given;
        this.path = path;
        this.open = open;
    }

    /**
     * Looks where a path leads.
     *
     * @param given by the user
     * @return what can be written, so far as can be seen
     * @throws UserError if it is a folder or a socket, may not be written, or its folder is not there
     */
    public static Destination of(Path given) {
        try {
            Destination found = follow(given);
            found.require();
            return found;
        } catch (IOException e) {
            throw new UserError("cannot write " + given + ": " + Reason.of(e));
        }
    }

    /**
     * Whether two paths lead to one file. Devices and pipes are none: they may be written to by several.
     *
     * @param one path
     * @param other path
     * @return whether what is written to one is read from the other
     */
    static boolean areSame(Path one, Path other) {
        try {
            Destination first = follow(one);
            Destination second = follow(other);
            return first.isFile()
                    && second.isFile()
                    && (first.real().equals(second.real()) || Files.isSameFile(first.path, second.path));
        } catch (IOException e) {
            return false; // one is not there, or cannot be looked at, which is told by whoever opens it
        }
    }

    /**
     * Whether a file is there, somewhere in a folder.
     *
     * @param file path
     * @param folder path
     * @return whether it is found when the folder is read
     */
    static boolean isIn(Path file, Path folder) {
        try {
            Destination found = follow(file);
            return Files.isDirectory(folder)
                    && Files.isRegularFile(found.path)
                    && found.real().startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false; // as of areSame
        }
    }

    private static Destination follow(Path given) throws IOException {
        Path path = given.toAbsolutePath();
        for (int links = 0; links <= MOST_LINKS; links++) {
            boolean open = isOpen(path);
            if (open || !Files.isSymbolicLink(path)) {
                return new Destination(given, path, open);
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        throw new FileSystemLoopException(given.toString());
    }

    private static boolean isOpen(Path path) throws IOException {
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return false;
        }
        Path real = folder.toRealPath();
        return real.startsWith(PROCESSES) || isDescriptors(real);
    }

    private static boolean isDescriptors(Path real) throws IOException {
        return Files.isDirectory(DESCRIPTORS) && real.equals(DESCRIPTORS.toRealPath());
    }

    /** Its one name, also where there is no such file yet. */
    private Path real() throws IOException {
        return path.getParent().toRealPath().resolve(path.getFileName());
    }

    private void require() throws IOException {
        if (Files.isDirectory(path)) {
            throw cannot("it is a folder, expected a file name");
        }
        if (Files.exists(path) && isSocket()) {
            throw cannot("it is a socket, expected a file, a device or a pipe");
        }
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw cannot("it is there, and is not writable");
        }
        if (isFile()) {
            Path folder = path.getParent();
            if (!Files.isDirectory(folder)) {
                throw cannot("folder " + folder + " does not exist");
            }
            if (!Files.isWritable(folder)) {
                throw cannot("folder " + folder + " is not writable");
            }
        } else if (!Files.exists(path)) {
            throw cannot("it is not open");
        }
    }

    private boolean isSocket() throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((Integer) Files.getAttribute(path, "unix:mode") & KIND) == SOCKET;
    }

    private UserError cannot(String reason) {
        String link = path.equals(given.toAbsolutePath()) ? "" : " (a link to " + path + ")";
        return new UserError("cannot write " + given + link + ": " + reason);
    }

    /**
     * Whether it is a file, there already or not, and not a folder, a device or the like.
     *
     * @return whether it can be replaced
     */
    boolean isFile() {
        return !open && (!Files.exists(path) || Files.isRegularFile(path));
    }

    /** The file itself, no link. */
    Path path() {
        return path;
    }

    /**
     * Opens it to be written as it comes: a file from its beginning, its old content gone; what is open already at its end.
     *
     * @return a stream, to be closed
     * @throws IOException if it cannot be opened
     */
    public OutputStream open() throws IOException {
        if (isFile()) {
            return Files.newOutputStream(path);
        }
        if (!open) {
            return Files.newOutputStream(path, StandardOpenOption.WRITE);
        }
        return switch (isDescriptors(path.getParent().toRealPath())
                ? path.getFileName().toString()
                : "") {
            case "1" -> new Shared(System.out);
            case "2" -> new Shared(System.err);
            default -> Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        };
    }

    /**
     * Opens it to be written on: a file at its end, all else as {@link #open} does.
     *
     * @return a stream, to be closed
     * @throws IOException if it cannot be opened
     */
    public OutputStream openAtEnd() throws IOException {
        return isFile() ? Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND) : open();
    }

    /** A stream that others go on writing to: opened anew, it would begin where they began. */
    private static final class Shared extends OutputStream {
        private final PrintStream stream;

        private Shared(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            stream.write(b);
            check();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            check();
        }

        @Override
        public void flush() throws IOException {
            check();
        }

        @Override
        public void close() throws IOException {
            check();
        }

        private void check() throws IOException {
            if (stream.checkError()) { // which flushes
                throw new IOException("nothing more can be written there");
            }
        }
    }
}
