package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class GemmTilesTest {
    @Test
    void sourceIsWhatTheGeneratorWrites() throws IOException {
        String stored = Files.readString(GemmTilesGenerator.TARGET);
        assertEquals(
                withoutWhitespace(GemmTilesGenerator.generate()),
                withoutWhitespace(stored),
                "GemmTiles.java is stale: run GemmTilesGenerator, then mvn spotless:apply");
    }

    private static String withoutWhitespace(String text) {
        return text.replaceAll("\\s|\\*(?!/)", "");
    }
}
