package dev.thrice.base;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that is there whole or not at all: it is written beside the old one and forced to the disk, and takes its place at a stroke, with
 * that one's owner and permissions. Links are followed. (Other hard links to the old file keep the old content.)
 */
public final class AtomicFile {
    private static final int MOST_LINKS = 40; // as Linux
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

    private AtomicFile() {}

    /**
     * Writes a file.
     *
     * @param file its path
     * @param contents what is to be in it
     * @throws IOException if it is no plain file, or cannot be written
     */
    public static void write(Path file, Contents contents) throws IOException {
        Path target = follow(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(file + ": no plain file, expected one, or a name for one");
        }
        Path temporary = createBeside(target);
        try {
            force(temporary, contents);
            if (Files.exists(target)) {
                inherit(target, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(target.getParent());
    }

    private static Path follow(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        for (int links = 0; links <= MOST_LINKS; links++) {
            if (!Files.isSymbolicLink(path)) {
                return path;
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        throw new FileSystemLoopException(file.toString());
    }

    private static void force(Path file, Contents contents) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            contents.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Where a folder can be opened, its entries are on the disk only when it is. */
    private static void forceFolder(Path folder) {
        tolerate(() -> {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        });
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
            // a file is given away by the superuser alone, and to a group by its members: then it is ours;
            // where folders cannot be opened, the system writes their entries in its own time
        }
    }
}
