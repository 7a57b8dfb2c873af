package dev.thrice.kernels.forked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.kernels.Kernels;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags that a user's JVM may be started with, each in a JVM of its own. */
@Timeout(60)
class StartTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";
    private static final String DENY = "--illegal-native-access=deny";

    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:TieredStopAtLevel=2", "-XX:TieredStopAtLevel=3", "-XX:-UseCompiler", "-Xint", "-XX:-UseFMA"
            })
    void whereSimdWouldCrawlAnotherIsChosenAndToldWhy(String flag) throws Exception {
        checkFallback(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=0", "-XX:UseSSE=2"})
    void noVectorsOfX86(String flag) throws Exception {
        assumeTrue(System.getProperty("os.arch").matches("amd64|x86_64"));
        checkFallback(flag);
    }

    /** That all is compiled at once leaves the compiler in place. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xcomp", "-XX:-TieredCompilation"})
    void simdIsChosenWhereC2Compiles(String flag) throws Exception {
        List<String> lines = onClassPath(VECTORS, GRANTED, flag);
        assertTrue(lines.getFirst().startsWith("simd true: "), lines.toString());
        assertTrue(lines.contains("chosen simd: first in order of preference"), lines.toString());
        assertEquals("product 6.0", lines.getLast());
    }

    /** As a mistake, by whatever name kernels are asked for: scalar ones in their place would be a surprise. */
    @ParameterizedTest
    @ValueSource(strings = {"100", "wide", ""})
    void vectorsOfNoLengthThatThereIsAreRefused(String bits) throws Exception {
        List<String> lines = onClassPath(VECTORS, GRANTED, "-Dthrice.vector.bits=" + bits);
        String fault = "thrice.vector.bits: '" + bits + "', expected one of 128";
        assertTrue(lines.getFirst().startsWith("simd false: " + fault), lines.toString());
        assertTrue(lines.get(1).startsWith("scalar true: "), lines.toString());
        assertTrue(lines.getLast().startsWith("refused: " + fault), lines.toString());
        assertEquals(3, lines.size(), lines.toString());
    }

    @Test
    void vectorsAreAsLongAsAskedFor() throws Exception {
        List<String> lines = onClassPath(VECTORS, GRANTED, "-Dthrice.vector.bits=128");
        assertEquals("simd true: Vector API, 128-bit vectors", lines.getFirst());
        assertEquals("product 6.0", lines.getLast());
    }

    @Test
    void nothingWorksOnTheClassPathWithoutNativeAccess() throws Exception {
        checkDenied(onClassPath(VECTORS, DENY), GRANTED);
    }

    @Test
    void nothingWorksOnTheModulePathWithoutNativeAccess() throws Exception {
        String modules = home(Kernels.class);
        checkDenied(
                lines("-p", modules, "--add-modules=dev.thrice.kernels", DENY, "-cp", home(Providing.class)),
                "--enable-native-access=dev.thrice.kernels");
    }

    @Test
    void simdWorksOnTheModulePathWithNativeAccess() throws Exception {
        List<String> lines = lines(
                "-p",
                home(Kernels.class),
                "--add-modules=dev.thrice.kernels",
                DENY,
                "--enable-native-access=dev.thrice.kernels",
                "-cp",
                home(Providing.class));
        assertTrue(lines.getFirst().startsWith("simd true: "), lines.toString());
        assertEquals("product 6.0", lines.getLast());
    }

    private static void checkFallback(String flag) throws Exception {
        List<String> lines = onClassPath(VECTORS, GRANTED, flag);
        String reason = lines.getFirst().substring("simd false: ".length());
        assertTrue(lines.getFirst().startsWith("simd false: " + flag + " "), lines.toString());
        assertTrue(reason.endsWith("; start Java without it"), reason);
        assertTrue(lines.contains("chosen scalar: simd is not available: " + reason), lines.toString());
        assertEquals("product 6.0", lines.getLast());
    }

    private static void checkDenied(List<String> lines, String flag) {
        String reason = "native access is denied; start Java with " + flag;
        assertEquals(
                List.of(
                        "simd false: " + reason,
                        "scalar false: " + reason,
                        "refused: no provider of kernels works here: " + reason),
                lines);
    }

    private static List<String> onClassPath(String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("-cp", home(Kernels.class) + java.io.File.pathSeparator + home(Providing.class)));
        return lines(all.toArray(String[]::new));
    }

    private static List<String> lines(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add(Providing.class.getName());
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
