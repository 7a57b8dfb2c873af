package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Kernels;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.util.Preconditions;
import org.opentest4j.AssertionFailedError;

/** No kernel reads before an operand or behind it: {@link FencedProducts}. */
@Timeout(300)
class FencedProductsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void setUp() {
        Plans.isas();
    }

    @Test
    void allStayWithinTheirOperands() throws Exception {
        assertEquals(List.of(FencedProducts.DONE, 0), lastLineAndCode(false));
    }

    @Test
    void oneThatDoesNotEndsTheJvmAndIsNamed() throws Exception {
        List<Object> end = lastLineAndCode(true);
        assertTrue(end.getFirst().toString().contains("k=4"), end.toString());
        assertNotEquals(0, end.getLast());
    }

    private List<Object> lastLineAndCode(boolean tooLarge) throws Exception {
        File output = folder.resolve("output").toFile();
        File errors = folder.resolve("errors").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve("crash"),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        FencedProducts.class.getName(),
                        Boolean.toString(tooLarge))
                .redirectOutput(output)
                .redirectError(errors)
                .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output.toPath()).stream()
                .filter(line -> line.startsWith(FencedProducts.PREFIX))
                .toList();
        return List.of(lines.getLast(), code);
    }

    /** Folders and jars of these, and of what Assertions need. */
    private static String classPath() throws Exception {
        List<String> homes = new ArrayList<>();
        for (Class<?> type : List.of(
                FencedProducts.class,
                JitGemm.class,
                Kernels.class,
                Assertions.class,
                AssertionFailedError.class,
                Preconditions.class)) {
            homes.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, homes);
    }
}
