package dev.thrice.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS) // which has %LOCALAPPDATA% instead, and no absolute path that begins with a slash
class CacheFolderTest {
    @TempDir
    private Path folder;

    @Test
    void followsXdg() {
        assertEquals(Optional.of(Path.of("/c")), CacheFolder.of(name -> name.equals("XDG_CACHE_HOME") ? "/c" : null));
        for (String unusable : new String[] {null, "", "relative"}) {
            assertEquals(Optional.of(folder.resolve(".cache")), CacheFolder.of(name -> unusable, folder.toString()));
        }
        assertTrue(CacheFolder.thrice().isAbsolute());
    }

    /** Java says ? where the system names none. */
    @ParameterizedTest
    @ValueSource(strings = {"?", "", ".", "src", "/nonexistent"})
    void whatIsNoHomeHoldsNoCache(String home) {
        assertEquals(Optional.empty(), CacheFolder.of(name -> null, home));
        assertEquals(Optional.of(Path.of("/c")), CacheFolder.of(name -> "/c", home));
    }

    @Test
    void whoHasNoHomeHasAPrivateFolder() throws IOException {
        Path made = CacheFolder.inPlaceOfHome(folder, "?");
        assertEquals(folder.toRealPath().resolve(PrivateFolder.name()), made);
        assertEquals(
                "[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]",
                Files.getPosixFilePermissions(made).stream().sorted().toList().toString());
        assertEquals(made, CacheFolder.inPlaceOfHome(folder, "?"));
        assertFalse(Files.exists(Path.of("?")));
    }

    @Test
    void saysThatThereIsNoFolderAtAll() throws IOException {
        Files.createFile(folder.resolve(PrivateFolder.name()));
        String message = assertThrows(UncheckedIOException.class, () -> CacheFolder.inPlaceOfHome(folder, "?"))
                .getMessage();
        assertTrue(message.startsWith("there is no home folder, user.home is '?'"), message);
        assertTrue(message.endsWith("; set XDG_CACHE_HOME to a folder"), message);
        assertEquals(1, message.lines().count());
    }
}
