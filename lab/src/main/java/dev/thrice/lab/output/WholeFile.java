package dev.thrice.lab.output;

import dev.thrice.lab.command.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that is there whole or not at all: it takes the place of the old one at a stroke, with that one's owner and
 * permissions. Links are followed. (Other hard links to the old file keep the old content.) Devices and pipes, which cannot be
 * replaced, are written to.
 */
public final class WholeFile {
    private static final FileAttribute<?> PRIVATE = permissions("rw-------");
    private static final FileAttribute<?> USUAL = permissions("rw-rw-rw-"); // of which the umask leaves what it leaves

    /** What writes a file. */
    @FunctionalInterface
    public interface Contents {
        /**
         * Writes them.
         *
         * @param out buffered; closed by the caller
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

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
    public static void write(Path file, Contents contents) {
        Destination destination = Destination.of(file);
        try {
            if (destination.isFile()) {
                replace(destination.path(), contents);
            } else {
                write(destination.open(), contents);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + Reason.of(e));
        }
    }

    private static void replace(Path target, Contents contents) throws IOException {
        Path temporary = createBeside(target);
        try {
            write(Files.newOutputStream(temporary), contents);
            if (Files.exists(target)) {
                inherit(target, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(OutputStream opened, Contents contents) throws IOException {
        try (OutputStream out = new BufferedOutputStream(opened)) {
            contents.writeTo(out);
        }
    }

    /** Nobody else reads what may be about to get into a private file. */
    private static Path createBeside(Path target) throws IOException {
        FileAttribute<?>[] attributes = posix(target.getParent()) == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {Files.exists(target) ? PRIVATE : USUAL};
        return Files.createTempFile(target.getParent(), ".thrice", ".part", attributes);
    }

    private static void inherit(Path old, Path made) throws IOException {
        if (posix(old) == null) {
            return;
        }
        PosixFileAttributes before = posix(old).readAttributes();
        Set<PosixFilePermission> permissions = new HashSet<>(before.permissions());
        PosixFileAttributeView view = posix(made);
        if (!view.readAttributes().owner().equals(before.owner())) {
            tolerate(() -> view.setOwner(before.owner()));
        }
        if (!view.readAttributes().group().equals(before.group())) {
            tolerate(() -> view.setGroup(before.group()));
        }
        if (!view.readAttributes().group().equals(before.group())) {
            permissions.removeIf(
                    each -> isOfGroup(each) && !before.permissions().contains(ofOthers(each)));
        }
        view.setPermissions(permissions);
    }

    private static boolean isOfGroup(PosixFilePermission permission) {
        return permission.name().startsWith("GROUP_");
    }

    private static PosixFilePermission ofOthers(PosixFilePermission ofGroup) {
        return PosixFilePermission.valueOf(ofGroup.name().replace("GROUP_", "OTHERS_"));
    }

    private static PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    private static FileAttribute<?> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Something that may be allowed or not. */
    private interface Attempt {
        void run() throws IOException;
    }

    private static void tolerate(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            // a file is given away by the superuser alone, and to a group by its members: then it is ours
        }
    }
}
