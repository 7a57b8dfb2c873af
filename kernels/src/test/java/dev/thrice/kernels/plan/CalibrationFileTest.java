package dev.thrice.kernels.plan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationFileTest {
    private static final String ONE = "4x40x16 NN 16,40,40 alpha,0 NONE packed NONE";
    private static final String OTHER = "40x4x16 NN 16,4,4 alpha,0 NONE packed A";
    private static final String SOUND = ONE + "\tsimd\n";
    private static final String ADDED = OTHER + "\topenblas\n";

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void setUp() {
        path = folder.resolve("calibration/machine.tsv");
    }

    @Test
    void keepsAcrossJvms() throws IOException {
        open().add(ONE, "simd");
        assertEquals(Map.of(ONE, "simd"), open().found());
        open().add(OTHER, "openblas");
        assertEquals(SOUND + ADDED, Files.readString(path));
    }

    @Test
    void twoJvmsAppendToOneFile() throws IOException {
        CalibrationFile one = open();
        CalibrationFile other = open();
        one.add(ONE, "simd");
        other.add(OTHER, "openblas");
        one.add(OTHER, "simd");
        assertEquals(Map.of(ONE, "simd", OTHER, "simd"), open().found());
    }

    /** What is damaged is left out, and no longer there when the next line is; \u00ff is not UTF-8 as one byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff",
                "\u00ff\n",
                "\u00ff\tsimd\n",
                "half a li",
                "a\tgone\n",
                "a\tsimd",
                "a\tsim",
                "a\tsimd\t\n",
                "\n",
                "\tsimd\n",
                "a\n",
                "a\u0000\tsimd\n",
                " a\tsimd\n",
                "a\tsimdopenblas\n",
                "a\tsimd \n"
            })
    void replacesWhatIsDamaged(String damage) throws IOException {
        for (String content : List.of(damage, SOUND + damage, endLine(damage) + SOUND)) {
            Files.createDirectories(path.getParent());
            Files.write(path, content.getBytes(ISO_8859_1));
            boolean sound = content.contains(SOUND);
            CalibrationFile file = open();
            assertEquals(sound ? Map.of(ONE, "simd") : Map.of(), file.found());
            file.add(OTHER, "openblas");
            assertEquals((sound ? SOUND : "") + ADDED, Files.readString(path));
        }
        assertNothingElse();
    }

    @Test
    void readsWhatWindowsWrites() throws IOException {
        open().add(ONE, "simd");
        Files.writeString(path, SOUND.replace("\n", "\r\n"));
        CalibrationFile file = open();
        assertEquals(Map.of(ONE, "simd"), file.found());
        file.add(OTHER, "openblas");
        assertTrue(Files.readString(path).startsWith(ONE + "\tsimd\r\n"));
    }

    @Test
    void replacesWhatIsTooLargeToBeOne() throws IOException {
        open().add(ONE, "simd");
        Files.writeString(path, SOUND.repeat((1 << 20) / SOUND.length() + 1));
        CalibrationFile file = open();
        assertEquals(Map.of(), file.found());
        file.add(OTHER, "openblas");
        assertEquals(ADDED, Files.readString(path));
    }

    @Test
    void aFolderInItsPlaceStays() throws IOException {
        Files.createDirectories(path.resolve("in it"));
        CalibrationFile file = open();
        assertEquals(Map.of(), file.found());
        file.add(ONE, "simd");
        file.add(OTHER, "openblas");
        assertTrue(Files.isDirectory(path.resolve("in it")));
        assertNothingElse();
    }

    @Test
    void aFileInItsFoldersPlaceStays() throws IOException {
        Files.createFile(path.getParent());
        CalibrationFile file = open();
        file.add(ONE, "simd");
        assertEquals(0, Files.size(path.getParent()));
    }

    private CalibrationFile open() {
        return new CalibrationFile(path, List.of("simd", "openblas"));
    }

    private void assertNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertEquals(List.of(path), files.toList());
        }
    }

    private static String endLine(String text) {
        return text.endsWith("\n") ? text : text + "\tend\n";
    }
}
