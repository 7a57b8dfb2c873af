package dev.thrice.gate.command.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder in the cache that one build has for itself, with a commit's worktree in it. It is locked while it is in use, and the lock dies
 * with its process: a folder that is not locked was left behind by a process that was killed, and whoever comes next clears it up. What
 * folders are made, locked and removed is done by one process at a time.
 */
final class BuildFolder implements AutoCloseable {
    private static final String PREFIX = "building-";
    private static final String LOCK = "lock";
    private static final String TREE = "tree";

    /** By this process. Not to be opened again: a process that closes a file gives back all locks that it has on it. */
    private static final Set<Path> IN_USE = new HashSet<>();

    private final Path folder;
    private final FileChannel lock;
    private final Repository repository;

    private BuildFolder(Path folder, FileChannel lock, Repository repository) {
        this.folder = folder;
        this.lock = lock;
        this.repository = repository;
    }

    /**
     * Makes one.
     *
     * @param cache folder of all of them, which exists; links resolved
     * @param name to know it by
     * @param repository whose commit is built
     * @return the folder, with nothing in it
     * @throws IOException if there is no place for it
     */
    static BuildFolder open(Path cache, String name, Repository repository) throws IOException {
        synchronized (IN_USE) {
            try (FileChannel alone = lockFile(cache)) {
                alone.lock();
                Path folder = Files.createTempDirectory(cache, PREFIX + name + "-");
                FileChannel lock = lockFile(folder);
                lock.lock();
                IN_USE.add(folder);
                return new BuildFolder(folder, lock, repository);
            }
        }
    }

    /** Makes its worktree. */
    Path checkOut(String commit) {
        repository.addWorktree(tree(), commit);
        return tree();
    }

    private Path tree() {
        return folder.resolve(TREE);
    }

    /** A file in it, beside the worktree. */
    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        synchronized (IN_USE) {
            if (IN_USE.contains(folder)) {
                try (FileChannel alone = lockFile(folder.getParent());
                        lock) {
                    alone.lock();
                    discard(folder, repository);
                    forgetMissing(folder.getParent(), repository);
                } catch (IOException e) {
                    tellLeft(folder, e);
                }
                IN_USE.remove(folder);
            }
        }
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** No reason to fail: the next gate tries again. */
    private static void tellLeft(Path folder, IOException reason) {
        System.err.println("thrice: cannot clear up " + folder + ": " + reason.getMessage());
    }

    /**
     * Clears up what others left.
     *
     * @param cache folder of all of them, which exists; links resolved
     * @param repository that may still list worktrees in folders that are not there any more
     * @throws IOException if that folder cannot be read
     */
    static void clearUp(Path cache, Repository repository) throws IOException {
        synchronized (IN_USE) {
            try (FileChannel alone = lockFile(cache)) {
                alone.lock();
                clearUpDead(cache, repository);
                forgetMissing(cache, repository);
            }
        }
    }

    private static void clearUpDead(Path cache, Repository repository) throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.list(cache)) {
            folders = files.filter(BuildFolder::isOne).toList();
        }
        for (Path folder : folders) {
            if (!IN_USE.contains(folder)) {
                clearUpIfDead(folder, repository);
            }
        }
    }

    private static void clearUpIfDead(Path folder, Repository repository) {
        try (FileChannel lock = lockFile(folder)) {
            if (lock.tryLock() != null) {
                System.err.println("thrice: clearing up " + folder + ", which a gate that was killed left behind");
                discard(folder, repository);
            }
        } catch (IOException e) {
            tellLeft(folder, e);
        }
    }

    /** The worktree by the git of the repository that it is of, which need not be this one; and what may be left then. */
    private static void discard(Path folder, Repository repository) throws IOException {
        Path tree = folder.resolve(TREE);
        if (Files.isDirectory(tree)) {
            new Repository(tree, repository.environment()).removeWorktree(tree);
        }
        delete(folder);
    }

    /** With all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Worktrees in such folders that this repository still lists though they are not there any more. */
    private static void forgetMissing(Path cache, Repository repository) {
        repository.worktrees().stream()
                .filter(tree -> tree.startsWith(cache) && isOne(tree.getParent()) && !Files.exists(tree))
                .forEach(repository::removeWorktree);
    }

    private static boolean isOne(Path folder) {
        return folder.getFileName().toString().startsWith(PREFIX);
    }
}
