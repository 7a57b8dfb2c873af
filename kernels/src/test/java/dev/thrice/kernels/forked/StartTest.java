package dev.thrice.kernels.forked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.kernels.Kernels;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags that a user's JVM may be started with, each in a JVM of its own. */
@Timeout(60)
class StartTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";
    private static final String DENY = "--illegal-native-access=deny";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:TieredStopAtLevel=1",
                "-XX:TieredStopAtLevel=2",
                "-XX:TieredStopAtLevel=3",
                "-XX:-UseCompiler",
                "-Xint",
                "-XX:-UseFMA"
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

    /** That all is compiled at once leaves the compiler in place, and so does that another could take it; nor is it asked of a module. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xcomp",
                "-XX:-TieredCompilation",
                "-XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI",
                "--limit-modules=java.base,jdk.incubator.vector"
            })
    void simdIsChosenWhereC2Compiles(String flags) throws Exception {
        List<String> lines = onClassPath((VECTORS + " " + GRANTED + " " + flags).split(" "));
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
    void withoutFlightRecorderThereAreNoEvents() throws Exception {
        List<String> lines = onClassPath(
                GRANTED, VECTORS, "--limit-modules=jdk.incubator.vector,jdk.management", "-Xlog:class+load");
        assertTrue(lines.contains("product 6.0"));
        assertTrue(lines.stream().noneMatch(line -> line.contains(" jdk.jfr.")));
        lines = lines(
                "-p",
                home(Kernels.class),
                "--add-modules=dev.thrice.kernels",
                "--limit-modules=dev.thrice.kernels",
                "--enable-native-access=dev.thrice.kernels",
                "-cp",
                home(Providing.class));
        assertEquals("product 6.0", lines.getLast());
    }

    /** The class of an event takes tenths of a second to be initialized. */
    @Test
    void whereNobodyRecordsNoEventIsLookedAt() throws Exception {
        List<String> lines = onClassPath(GRANTED, VECTORS, "-Xlog:class+load");
        assertTrue(lines.contains("product 6.0"));
        assertTrue(lines.stream().anyMatch(line -> line.contains(" dev.thrice.kernels.events.KernelEvents ")));
        assertTrue(lines.stream().noneMatch(line -> line.contains(" dev.thrice.kernels.events.PlanChoice ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {GRANTED, "--limit-modules=java.base"})
    void withoutTheVectorApiThereIsPlainJava(String flag) throws Exception {
        List<String> lines = onClassPath(GRANTED, flag);
        String reason = "module jdk.incubator.vector is not loaded; start Java with --add-modules jdk.incubator.vector";
        assertEquals("simd false: " + reason, lines.getFirst());
        assertTrue(lines.contains("chosen scalar: simd is not available: " + reason), lines.toString());
        assertEquals("product 6.0", lines.getLast());
    }

    /** Nobody asks it whether it works, as long as nobody wants to know. */
    @Test
    void aStrangersProviderIsBehindSimd() throws Exception {
        List<String> lines = withStranger(Stranger.class, VECTORS, "preferred", "providers", "stranger");
        assertEquals(
                List.of("chosen simd: first in order of preference", "product 6.0", "asked stranger"),
                lines.subList(0, 3));
        assertTrue(lines.get(3).startsWith("simd true: "), lines.toString());
        assertEquals("stranger true: a test's", lines.get(4));
        assertTrue(lines.get(5).startsWith("scalar true: "), lines.toString());
        assertEquals("chosen stranger: asked for by name", lines.get(6));
    }

    @Test
    void aStrangersProviderIsBeforePlainJava() throws Exception {
        List<String> lines = withStranger(Stranger.class, "-Xint", "preferred");
        assertEquals("asked stranger", lines.getFirst());
        assertTrue(lines.get(1).startsWith("chosen stranger: simd is not available: -Xint "), lines.toString());
    }

    @Test
    void aStrangersProviderMayBeAskedFirst() throws Exception {
        List<String> lines = withStranger(Stranger.First.class, VECTORS, "preferred", "providers");
        assertEquals("chosen simd: first is not available: it does not work", lines.getFirst());
        assertEquals("first false: it does not work", lines.get(2));
    }

    @Test
    void nobodyIsAskedBehindTheFirstThatWorks() throws Exception {
        String both = Stranger.Second.class.getName() + "\n" + Stranger.First.class.getName();
        List<String> lines = withStranger(both, "-Dfirst.works=true", "preferred");
        assertEquals("asked first", lines.getFirst());
        assertEquals("chosen first: first in order of preference", lines.get(1));
        lines = withStranger(both, "-Dfirst.works=false", "preferred");
        assertEquals("asked second", lines.getFirst());
        assertEquals("chosen second: first is not available: it does not work", lines.get(1));
    }

    @Test
    void aMistakeAboutAnyProviderIsTold() throws Exception {
        List<String> lines = withStranger(Stranger.class, "-Dmistake=mistake: 'x', expected y", "scalar", "providers");
        assertEquals("refused: mistake: 'x', expected y", lines.getFirst());
        assertTrue(lines.getLast().startsWith("scalar true: "), lines.toString());
    }

    private List<String> withStranger(Class<?> type, String flag, String... names) throws Exception {
        return withStranger(type.getName(), flag, names);
    }

    private List<String> withStranger(String types, String flag, String... names) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("dev.thrice.kernels.spi.GemmProvider"), types);
        List<String> command = new ArrayList<>(List.of(VECTORS, GRANTED, flag, "-cp"));
        command.add(String.join(File.pathSeparator, home(Kernels.class), home(Providing.class), folder.toString()));
        command.add(Providing.class.getName());
        command.addAll(List.of(names));
        return run(command);
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
        all.addAll(List.of("-cp", home(Kernels.class) + File.pathSeparator + home(Providing.class)));
        return lines(all.toArray(String[]::new));
    }

    private static List<String> lines(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.add(Providing.class.getName());
        return run(arguments);
    }

    private static List<String> run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
