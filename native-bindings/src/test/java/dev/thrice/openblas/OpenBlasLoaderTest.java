package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenBlasLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void everyCarriedFileIsAsListed() throws Exception {
        NativeBundle bundle = NativeBundle.of(Platform.NAME);
        for (NativeFile file : bundle.files()) {
            Path copy = folder.resolve(file.name());
            try (var in = bundle.open(file)) {
                Files.copy(in, copy);
            }
            assertTrue(file.matches(copy), file.name());
        }
    }

    @Test
    void loadsAgainFromAFreshCache() throws Exception {
        OpenBlas openBlas = OpenBlasLoader.carried(NativeBundle.of(Platform.NAME), List.of(cache("fresh")));
        assertTrue(openBlas.path().startsWith(folder.resolve("fresh")));
        assertEquals(1, openBlas.threads());
    }

    @Test
    void loadsFromTheSecondCacheWhereTheFirstCannotBeWritten() throws Exception {
        Files.createFile(folder.resolve("blocked"));
        OpenBlas openBlas =
                OpenBlasLoader.carried(NativeBundle.of(Platform.NAME), List.of(cache("blocked"), cache("other")));
        assertTrue(openBlas.path().startsWith(folder.resolve("other")));
    }

    @Test
    void saysWhyNoCacheWorks() throws Exception {
        Files.createFile(folder.resolve("blocked"));
        NativeBundle bundle = NativeBundle.of(Platform.NAME);
        String reason = reason(() -> OpenBlasLoader.carried(bundle, List.of(cache("blocked"), cache("blocked"))));
        assertTrue(reason.endsWith(folder.resolve("blocked") + ": not a folder"), reason);
    }

    @Test
    void saysThatAPlatformIsNotCarried() {
        String reason = reason(() -> NativeBundle.of("plan9-mips"));
        assertTrue(reason.contains("plan9-mips") && reason.contains(OpenBlas.LIBRARY_PROPERTY), reason);
    }

    @Test
    void findsTheCacheFolder() {
        assumeFalse(Platform.isWindows());
        String home = System.getProperty("user.home") + "/.cache/thrice";
        assertEquals("/x/thrice", cacheOf(Map.of("XDG_CACHE_HOME", "/x")));
        assertEquals(home, cacheOf(Map.of()));
        assertEquals(home, cacheOf(Map.of("XDG_CACHE_HOME", "relative")));
        assertEquals(home, cacheOf(Map.of("XDG_CACHE_HOME", "")));
    }

    @Test
    void loadsANamedLibrary() throws Exception {
        Path library = OpenBlas.load().path();
        assertEquals(library, OpenBlasLoader.named(library.toString()).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "missing.so", "."})
    void refusesWhatIsNoFile(String name) {
        assertRefused(folder.resolve(name), "is not a file");
    }

    @Test
    void refusesWhatIsNoPath() {
        for (String name : new String[] {"a\0b", "", " "}) {
            assertEquals(
                    OpenBlas.LIBRARY_PROPERTY + ": '" + name + "' is no path, expected that of a library",
                    reason(() -> OpenBlasLoader.named(name)));
        }
    }

    @Test
    void refusesText() throws Exception {
        assumeTrue(Platform.isLinux());
        assertRefused(
                Files.writeString(folder.resolve("a.so"), "INPUT(libopenblas.so.0)\n".repeat(10)), "is no library");
        assertRefused(Files.createFile(folder.resolve("empty.so")), "is no library");
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 63, 64, 100, 5_000, 1_000_000})
    void refusesATruncatedLibrary(long size) throws Exception {
        assumeTrue(Platform.isLinux());
        Path library = copyOfOpenBlas();
        truncate(library, size);
        assertRefused(library, size < 64 ? "is no library" : "is truncated");
    }

    @Test
    void refusesALibraryThatLacksItsEnd() throws Exception {
        assumeTrue(Platform.isLinux());
        Path library = copyOfOpenBlas();
        truncate(library, Files.size(library) - 1);
        assertRefused(library, "is truncated");
    }

    @Test
    void refusesAnotherMachinesLibrary() throws Exception {
        assumeTrue(Platform.isLinux());
        Path library = copyOfOpenBlas();
        write(library, 18, (byte) 22, (byte) 0); // e_machine: s390
        assertRefused(library, "is for another machine");
    }

    @Test
    void refusesALibraryThatTheSystemRefuses() throws Exception {
        assumeTrue(Platform.isLinux());
        Path library = copyOfOpenBlas();
        write(library, 16, (byte) 1, (byte) 0); // e_type: an object file
        assertRefused(library, "cannot be loaded: ");
    }

    @Test
    void refusesALibraryThatIsNoBlas() {
        assumeTrue(Platform.isLinux());
        Path library = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        assertRefused(library, "has no function cblas_sgemm");
    }

    private void assertRefused(Path library, String expected) {
        String reason = reason(() -> OpenBlasLoader.named(library.toString()));
        assertTrue(reason.startsWith(OpenBlas.LIBRARY_PROPERTY + ": " + library.toAbsolutePath()), reason);
        assertTrue(reason.contains(expected), reason);
        assertEquals(reason.indexOf(library.toString()), reason.lastIndexOf(library.toString()), reason);
        assertEquals(1, reason.lines().count());
    }

    private LibraryCache cache(String name) {
        return new LibraryCache(folder, name);
    }

    private String cacheOf(Map<String, String> environment) {
        return OpenBlasLoader.caches(environment::get).getFirst().toString();
    }

    private Path copyOfOpenBlas() throws IOException {
        return Files.copy(OpenBlas.load().path(), folder.resolve("copy.so"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void write(Path file, long position, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private static String reason(Executable attempt) {
        return assertThrows(UnavailableException.class, attempt).getMessage();
    }
}
