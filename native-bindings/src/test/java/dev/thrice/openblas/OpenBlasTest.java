package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class OpenBlasTest {
    private final OpenBlas openBlas = OpenBlas.load();

    @Test
    void isLoadedOnceAndTellsWhatItIs() throws Exception {
        assertSame(openBlas, OpenBlas.load());
        assertTrue(NativeBundle.of(Platform.NAME).id().startsWith(openBlas.version() + "-"), openBlas.version());
        assertTrue(openBlas.coreName().matches("\\w+"), openBlas.coreName());
        assertTrue(openBlas.path().isAbsolute() && Files.isRegularFile(openBlas.path()));
    }

    @Test
    void usesOneThreadUnlessToldOtherwise() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertEquals(1, openBlas.threads());
        openBlas.setThreads(processors);
        assertEquals(processors, openBlas.threads());
        openBlas.setThreads(1);
        assertEquals(1, openBlas.threads());
    }

    @Test
    void refusesThreadsThatCannotBe() {
        int tooMany = Runtime.getRuntime().availableProcessors() + 1;
        assertThrows(IllegalArgumentException.class, () -> openBlas.setThreads(0));
        assertThrows(IllegalArgumentException.class, () -> openBlas.setThreads(-1));
        assertThrows(IllegalArgumentException.class, () -> openBlas.setThreads(tooMany));
        assertEquals(1, openBlas.threads());
    }
}
