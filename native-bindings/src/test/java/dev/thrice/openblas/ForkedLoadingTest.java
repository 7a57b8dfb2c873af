package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Kernels;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways a user's JVM may be started, each in a JVM of its own with an empty cache. */
class ForkedLoadingTest {
    private static final String PROBE = """
            import dev.thrice.kernels.spi.GemmProvider;

            class Probe {
                public static void main(String[] args) {
                    for (GemmProvider provider : java.util.ServiceLoader.load(GemmProvider.class)) {
                        System.out.println(provider.unavailable().orElseGet(provider::description));
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path probe;
    private File errors;
    private String modules;

    @BeforeEach
    void setUp() throws Exception {
        probe = Files.writeString(folder.resolve("Probe.java"), PROBE);
        errors = folder.resolve("errors").toFile();
        modules = home(OpenBlas.class) + File.pathSeparator + home(Kernels.class);
    }

    @Test
    void onTheClassPath() throws Exception {
        assertLoaded(output(start("--enable-native-access=ALL-UNNAMED", "-cp", modules)));
    }

    @Test
    void onTheModulePath() throws Exception {
        assertLoaded(output(start(
                "--enable-native-access=dev.thrice.openblas", "-p", modules, "--add-modules", "dev.thrice.openblas")));
    }

    @Test
    void inManyProcessesAtATime() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start("--enable-native-access=ALL-UNNAMED", "-cp", modules));
        }
        for (Process process : processes) {
            assertLoaded(output(process));
        }
    }

    @Test
    void withoutNativeAccess() throws Exception {
        String output =
                output(start("--illegal-native-access=deny", "-p", modules, "--add-modules", "dev.thrice.openblas"));
        assertTrue(output.contains("--enable-native-access=dev.thrice.openblas"), output);
        assertEquals(1, output.lines().count(), output);
    }

    @Test
    void withABrokenLibrary() throws Exception {
        Path library = Files.writeString(folder.resolve("broken.so"), "nothing to load");
        String output = output(start(
                "--enable-native-access=ALL-UNNAMED",
                "-D" + OpenBlas.LIBRARY_PROPERTY + "=" + library,
                "-cp",
                modules));
        assertTrue(output.startsWith(OpenBlas.LIBRARY_PROPERTY + ": " + library), output);
        assertEquals(1, output.lines().count(), output);
    }

    private static void assertLoaded(String output) {
        assertTrue(output.strip().matches("OpenBLAS [\\d.]+, core \\w+"), output);
    }

    private Process start(String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add(probe.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.appendTo(errors));
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("LOCALAPPDATA", folder.resolve("cache").toString());
        return builder.start();
    }

    private String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> output + contents(errors));
        return output;
    }

    private static String contents(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
