package dev.thrice.kernels.simd.tiles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemmTilesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/thrice/kernels/simd/tiles");

    @TempDir
    private Path written;

    @Test
    void sourcesAreWhatTheGeneratorWrites() throws Exception {
        Process generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "src/generator/java/GemmTilesGenerator.java",
                        written.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(generator.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, generator.waitFor(), said);
        Set<String> names = names(SOURCES);
        names.remove("package-info.java");
        assertEquals(names, names(written));
        for (String name : names) {
            assertEquals(
                    withoutWhitespace(Files.readString(written.resolve(name))),
                    withoutWhitespace(Files.readString(SOURCES.resolve(name))),
                    name + " is stale: run GemmTilesGenerator, then mvn spotless:apply");
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            return new TreeSet<>(names);
        }
    }

    private static String withoutWhitespace(String text) {
        return text.replaceAll("\\s|\\*(?!/)", "");
    }
}
