package dev.thrice.openblas;

import dev.thrice.kernels.machine.PrivateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Carried libraries as files, since the system loads nothing else. Any number of processes may share a cache: a file is
 * written under a name of its own and moved into place whole, and no file is used before its bytes were checked.
 */
final class LibraryCache {
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final String TEMPORARY = ".tmp";

    private final Path base;
    private final String name;

    /**
     * A cache.
     *
     * @param base the folder it is in
     * @param name its own folder, private to the user
     */
    LibraryCache(Path base, String name) {
        this.base = base;
        this.name = name;
    }

    /**
     * Makes a bundle's files be there.
     *
     * @return their paths, in the bundle's order
     * @throws IOException if this cache cannot be used
     * @throws UnavailableException if the bundle cannot
     */
    List<Path> install(NativeBundle bundle) throws IOException, UnavailableException {
        Path folder = PrivateFolder.within(base, name, "openblas", bundle.id());
        List<Path> paths = new ArrayList<>();
        for (NativeFile file : bundle.files()) {
            Path path = folder.resolve(file.name());
            if (!file.matches(path) || !isOfOwner(path, folder)) {
                extract(bundle, file, path);
            }
            paths.add(path);
        }
        return paths;
    }

    /** Another owner could change the file once it was checked. */
    private static boolean isOfOwner(Path file, Path folder) throws IOException {
        return Platform.isWindows() || Files.getOwner(file).equals(Files.getOwner(folder));
    }

    private static void extract(NativeBundle bundle, NativeFile file, Path path)
            throws IOException, UnavailableException {
        try (InputStream in = bundle.open(file)) {
            deleteAbandoned(path.getParent());
            Path temporary = Files.createTempFile(path.getParent(), file.name(), TEMPORARY);
            try {
                try (OutputStream out = Files.newOutputStream(temporary)) {
                    if (!file.copy(in, out)) {
                        throw new UnavailableException(
                                "the carried " + file.name() + " is corrupt, expected SHA-256 " + file.sha256());
                    }
                }
                moveInto(path, temporary, file);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void moveInto(Path path, Path temporary, NativeFile file) throws IOException {
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Windows replaces no library that is loaded: then another process has put it there meanwhile.
            if (!file.matches(path)) {
                throw e;
            }
        }
    }

    /** Removes what processes that were killed had begun to write. */
    private static void deleteAbandoned(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
            for (Path file : files) {
                if (isOlder(file, limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false; // another process has moved it into place meanwhile
        }
    }

    @Override
    public String toString() {
        return base.resolve(name).toString();
    }
}
