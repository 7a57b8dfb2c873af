package dev.thrice.lab.data;

import dev.thrice.command.EarlyEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder for what is not yet verified, inside the folder it is meant for, so that a move into place is atomic. It is
 * deleted when it is closed, and also when the process is told to end; what a killed process left is deleted an hour on,
 * and known to be that by a file in it, since others may name their folders as they like.
 */
final class Staging implements AutoCloseable {
    private static final String PREFIX = ".thrice-incoming-";
    private static final String MARK = ".made-by-thrice";
    private static final Duration STALE_AFTER = Duration.ofHours(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final EarlyEnd early;

    private Staging(Path path) {
        this.path = path;
        Thread owner = Thread.currentThread();
        early = new EarlyEnd(() -> stop(owner));
    }

    /**
     * Creates a staging folder, for the calling thread to close.
     *
     * @throws IOException if the folder cannot be written
     */
    static Staging in(Path folder) throws IOException {
        deleteStale(folder);
        Path path = Files.createTempDirectory(folder, PREFIX);
        Files.createFile(path.resolve(MARK));
        return new Staging(path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete(path);
        closed.countDown();
        early.letGo();
    }

    /** Has the owner drop what it is doing, and gives it time to clean up. */
    private void stop(Thread owner) {
        owner.interrupt();
        try {
            closed.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody interrupts a hook; and there is nothing to do but to end
        }
    }

    private static void deleteStale(Path folder) {
        Instant stale = Instant.now().minus(STALE_AFTER);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                boolean ours = Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)
                        && Files.exists(leftover.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
                if (ours && Files.getLastModifiedTime(leftover).toInstant().isBefore(stale)) {
                    delete(leftover);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // one was deleted by its owner as we looked; what is stale now will be so the next time
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : leavesFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // another process is deleting it too, or it is left for the next to delete
        }
    }
}
