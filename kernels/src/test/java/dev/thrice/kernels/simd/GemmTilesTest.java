package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GemmTilesTest {
    @ParameterizedTest
    @EnumSource
    void sourceIsWhatTheGeneratorWrites(GemmTilesGenerator.Kind kind) throws IOException {
        String file = kind.className() + ".java";
        String stored = Files.readString(GemmTilesGenerator.FOLDER.resolve(file));
        assertEquals(
                withoutWhitespace(GemmTilesGenerator.generate(kind)),
                withoutWhitespace(stored),
                file + " is stale: run GemmTilesGenerator, then mvn spotless:apply");
    }

    private static String withoutWhitespace(String text) {
        return text.replaceAll("\\s|\\*(?!/)", "");
    }
}
