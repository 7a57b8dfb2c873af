package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CacheFolderTest {
    @Test
    @DisabledOnOs(OS.WINDOWS) // which has %LOCALAPPDATA% instead, and no absolute path that begins with a slash
    void followsXdg() {
        assertEquals(Path.of("/c"), CacheFolder.of(name -> name.equals("XDG_CACHE_HOME") ? "/c" : null));
        Path home = Path.of(System.getProperty("user.home")).toAbsolutePath();
        for (String unusable : new String[] {null, "", "relative"}) {
            assertEquals(home.resolve(".cache"), CacheFolder.of(name -> unusable));
        }
        assertTrue(CacheFolder.thrice().endsWith("thrice"));
    }
}
