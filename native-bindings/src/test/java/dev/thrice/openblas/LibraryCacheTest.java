package dev.thrice.openblas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {
    private static final byte[] FIRST = "the first library".getBytes(UTF_8);
    private static final byte[] SECOND = "the second, which needs the first".getBytes(UTF_8);

    @TempDir
    private Path base;

    private final List<String> opened = new ArrayList<>();
    private NativeBundle bundle;
    private LibraryCache cache;

    @BeforeEach
    void setUp() throws Exception {
        bundle = bundle(FIRST, SECOND);
        cache = new LibraryCache(base, "thrice");
    }

    @Test
    void extractsOnceInOrder() throws Exception {
        List<Path> files = cache.install(bundle);
        assertEquals(
                List.of("first.so", "second.so"),
                files.stream().map(f -> f.getFileName().toString()).toList());
        assertEquals(new String(SECOND, UTF_8), Files.readString(files.get(1)));
        assertEquals(2, opened.size());
        assertEquals(files, cache.install(bundle));
        assertEquals(2, opened.size(), "resources opened");
        assertNothingHalfWritten();
    }

    @Test
    void isPrivate() throws Exception {
        assumeFalse(Platform.isWindows());
        Path shared = Files.createDirectory(base.resolve("thrice"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = cache.install(bundle).getFirst();
        for (Path folder = file.getParent(); !folder.equals(base); folder = folder.getParent()) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        }
    }

    /** A link or a file of another user may be the right library while it is checked, and another when it is loaded. */
    @Test
    void replacesALink() throws Exception {
        Path file = cache.install(bundle).get(1);
        Path elsewhere = Files.move(file, base.resolve("elsewhere.so"));
        Files.createSymbolicLink(file, elsewhere);
        cache.install(bundle);
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        assertEquals(new String(SECOND, UTF_8), Files.readString(elsewhere));
    }

    @Test
    void replacesAFileOfSomebodyElse() throws Exception {
        Path file = cache.install(bundle).get(1);
        try {
            Files.setAttribute(file, "unix:uid", 65534);
        } catch (FileSystemException | UnsupportedOperationException | IllegalArgumentException e) {
            assumeTrue(false, "only root gives files away");
        }
        cache.install(bundle);
        assertEquals(Files.getOwner(base), Files.getOwner(file));
    }

    @Test
    void repairsWhatIsCorrupt() throws Exception {
        Path file = cache.install(bundle).get(1);
        byte[] changed = SECOND.clone();
        changed[5] ^= 1;
        for (byte[] bad : new byte[][] {changed, {}, FIRST}) {
            Files.write(file, bad);
            cache.install(bundle);
            assertEquals(new String(SECOND, UTF_8), Files.readString(file));
        }
        Files.delete(file);
        cache.install(bundle);
        assertEquals(new String(SECOND, UTF_8), Files.readString(file));
        assertNothingHalfWritten();
    }

    @Test
    void refusesACorruptBundle() throws Exception {
        NativeBundle corrupt = new NativeBundle(
                "test", "1", bundle.files(), path -> new ByteArrayInputStream("something else".getBytes(UTF_8)));
        UnavailableException e = assertThrows(UnavailableException.class, () -> cache.install(corrupt));
        assertTrue(e.getMessage().contains("first.so is corrupt"), e.getMessage());
        assertNothingHalfWritten();
    }

    @Test
    void leavesNothingWhenReadingFails() throws Exception {
        NativeBundle failing = new NativeBundle(
                "test", "1", bundle.files(), path -> new FilterInputStream(new ByteArrayInputStream(FIRST)) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        if (available() < FIRST.length) {
                            throw new IOException("no more");
                        }
                        return super.read(bytes, offset, 1);
                    }
                });
        assertThrows(IOException.class, () -> cache.install(failing));
        assertNothingHalfWritten();
    }

    @Test
    void saysThatABuildCarriesNothing() {
        NativeBundle empty = new NativeBundle("test", "1", bundle.files(), path -> null);
        UnavailableException e = assertThrows(UnavailableException.class, () -> cache.install(empty));
        assertTrue(e.getMessage().contains("carries no OpenBLAS for test"), e.getMessage());
    }

    @Test
    void failsWhereAFileIsInTheWay() throws Exception {
        Files.createFile(base.resolve("thrice"));
        assertThrows(IOException.class, () -> cache.install(bundle));
    }

    @Test
    void removesWhatAKilledProcessLeft() throws Exception {
        Path file = cache.install(bundle).get(0);
        Path abandoned = Files.createFile(file.resolveSibling("first.so1.tmp"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path inUse = Files.createFile(file.resolveSibling("first.so2.tmp"));
        Files.delete(file);
        cache.install(bundle);
        assertFalse(Files.exists(abandoned));
        assertTrue(Files.exists(inUse));
    }

    @RepeatedTest(20) // one may list the folder while another renames: that is rare
    void manyMayInstallAtATime() throws Exception {
        byte[] large = new byte[1 << 20];
        NativeBundle shared = bundle(FIRST, large);
        try (var executor = Executors.newFixedThreadPool(8)) {
            Callable<Boolean> install =
                    () -> shared.files().get(1).matches(cache.install(shared).get(1));
            for (var result : executor.invokeAll(Collections.nCopies(32, install))) {
                assertTrue(result.get());
            }
        }
        assertNothingHalfWritten();
    }

    private void assertNothingHalfWritten() throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            assertEquals(
                    List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
        }
    }

    private NativeBundle bundle(byte[] first, byte[] second) throws Exception {
        List<NativeFile> files = List.of(file("first.so", first), file("second.so", second));
        return new NativeBundle("test", "1", files, path -> {
            synchronized (opened) {
                opened.add(path);
            }
            return new ByteArrayInputStream(path.endsWith("/first.so") ? first : second);
        });
    }

    private static NativeFile file(String name, byte[] bytes) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new NativeFile(name, bytes.length, HexFormat.of().formatHex(digest));
    }
}
