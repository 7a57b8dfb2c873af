package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways a user's JVM may be started, and end, each in a JVM of its own with an empty cache. */
@Timeout(120)
class ForkedLoadingTest {
    private static final String PROBE = """
            import dev.thrice.kernels.spi.GemmProvider;

            class Probe {
                public static void main(String[] args) {
                    for (GemmProvider provider : java.util.ServiceLoader.load(GemmProvider.class)) {
                        System.out.println(provider.name() + ": "
                                + provider.unavailable().orElseGet(provider::description));
                    }
                }
            }
            """;

    /** Whoever loads anything native: the choice of a provider, twice, all providers, OpenBLAS itself, threads' processors. */
    private static final String ENTRIES = """
            import dev.thrice.affinity.CpuAffinity;
            import dev.thrice.kernels.Kernels;
            import dev.thrice.openblas.OpenBlas;

            class Entries {
                public static void main(String[] args) {
                    System.out.println(Kernels.select("preferred").provider());
                    System.out.println(Kernels.select().provider());
                    System.out.println(Kernels.providers().size() + Kernels.providers().size());
                    refused(() -> Kernels.select("jit"));
                    refused(OpenBlas::load);
                    System.out.println(CpuAffinity.unavailable().orElse("threads can be bound"));
                    refused(CpuAffinity::allowed);
                    refused(CpuAffinity::bind);
                }

                static void refused(Runnable entry) {
                    try {
                        entry.run();
                        System.out.println("not refused");
                    } catch (IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    /** Asks for all providers where the thread's context class loader sees none of Thrice. */
    private static final String CONTEXT = """
            import dev.thrice.kernels.Kernels;

            class Context {
                public static void main(String[] args) {
                    boolean none = args[0].equals("none");
                    Thread.currentThread().setContextClassLoader(none ? null : ClassLoader.getPlatformClassLoader());
                    Kernels.providers().forEach(status -> System.out.println(status.name() + " " + status.available()));
                }
            }
            """;

    /** The same with Thrice in a layer of its own, a class loader for each module. */
    private static final String LAYER = """
            import java.lang.module.*;
            import java.nio.file.Path;
            import java.util.*;

            class Layer {
                public static void main(String[] args) throws Exception {
                    ModuleFinder finder = ModuleFinder.of(Path.of(args[0]), Path.of(args[1]));
                    ModuleLayer boot = ModuleLayer.boot();
                    Configuration modules = boot.configuration()
                            .resolveAndBind(finder, ModuleFinder.of(), Set.of("dev.thrice.kernels"));
                    ModuleLayer layer = boot.defineModulesWithManyLoaders(modules, ClassLoader.getPlatformClassLoader());
                    Class<?> kernels = layer.findLoader("dev.thrice.kernels").loadClass("dev.thrice.kernels.Kernels");
                    for (Object status : (List<?>) kernels.getMethod("providers").invoke(null)) {
                        System.out.println(status);
                    }
                }
            }
            """;

    /** Ends, one way or the other, while daemon threads are in products of a second together. */
    private static final String ENDING = """
            import dev.thrice.kernels.*;
            import dev.thrice.kernels.spec.*;
            import java.util.concurrent.CountDownLatch;

            class Ending {
                public static void main(String[] args) throws Exception {
                    int size = 1200;
                    int threads = 16;
                    Kernels kernels = Kernels.select("openblas");
                    TensorArena arena = TensorArena.open();
                    Tensor a = Tensor.allocate(arena, size, size);
                    CountDownLatch started = new CountDownLatch(threads);
                    for (int i = 0; i < threads; i++) {
                        Tensor c = Tensor.allocate(arena, size, size);
                        Gemm gemm = kernels.gemm(GemmSpec.nn(size, size, size));
                        Thread.ofPlatform().daemon().start(() -> {
                            started.countDown();
                            while (true) {
                                gemm.run(a, a, c);
                            }
                        });
                    }
                    started.await();
                    Thread.sleep(100);
                    if (args[0].equals("hook")) {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> product(kernels)));
                    }
                    if (!args[0].equals("return")) {
                        System.exit(7);
                    }
                }

                /** What somebody computes at the end, and in a thread that is waited for. */
                static void product(Kernels kernels) {
                    try (TensorArena arena = TensorArena.open()) {
                        Tensor x = Tensor.allocate(arena, 200, 200);
                        kernels.fill(1, x);
                        Tensor y = Tensor.allocate(arena, 200, 200);
                        Thread.sleep(50);
                        kernels.gemm(GemmSpec.nn(200, 200, 200)).run(x, x, y);
                        System.out.println(y.get(199, 199));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
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
        assertLoaded(output(probe("--enable-native-access=ALL-UNNAMED", "-cp", modules)));
    }

    @Test
    void onTheModulePath() throws Exception {
        assertLoaded(output(probe(
                "--enable-native-access=dev.thrice.openblas", "-p", modules, "--add-modules", "dev.thrice.openblas")));
    }

    @Test
    void inManyProcessesAtATime() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(probe("--enable-native-access=ALL-UNNAMED", "-cp", modules));
        }
        for (Process process : processes) {
            assertLoaded(output(process));
        }
    }

    @Test
    void withoutNativeAccess() throws Exception {
        String output =
                output(probe("--illegal-native-access=deny", "-p", modules, "--add-modules", "dev.thrice.openblas"));
        String denied = "native access is denied; start Java with"
                + " --enable-native-access=dev.thrice.openblas,dev.thrice.kernels";
        assertEquals("openblas: " + denied, ofOpenBlas(output));
        assumeTrue(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64"));
        assertEquals("jit: " + denied, output.lines().findFirst().orElseThrow());
    }

    /** To kernels it is granted, so SIMD works. */
    @Test
    void withoutNativeAccessOfThisModuleEveryEntrySaysTheFlag() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64"));
        Path entries = Files.writeString(folder.resolve("Entries.java"), ENTRIES);
        List<String> lines = output(start(
                        "--illegal-native-access=deny",
                        "--enable-native-access=dev.thrice.kernels",
                        "-p",
                        modules,
                        "--add-modules",
                        "dev.thrice.openblas",
                        entries.toString()))
                .lines()
                .toList();
        String denied = "native access is denied; start Java with"
                + " --enable-native-access=dev.thrice.openblas,dev.thrice.kernels";
        String threads = "threads cannot be bound: " + denied;
        String jit = "provider jit is not available: " + denied + "; expected one of preferred, auto, simd, scalar";
        assertEquals(
                List.of("simd", "simd", "8", jit, "OpenBLAS is not available: " + denied, threads, threads, threads),
                lines);
        for (String name : List.of("jit", "openblas")) {
            String told = "kernels: " + name + " not available, using simd: " + denied;
            assertEquals(
                    1,
                    contents(errors).lines().filter(line -> line.contains(told)).count(),
                    contents(errors));
        }
    }

    @Test
    void withABrokenLibrary() throws Exception {
        Path library = Files.writeString(folder.resolve("broken.so"), "nothing to load");
        String output = output(probe(
                "--enable-native-access=ALL-UNNAMED",
                "-D" + OpenBlas.LIBRARY_PROPERTY + "=" + library,
                "-cp",
                modules));
        String found = ofOpenBlas(output);
        assertTrue(found.startsWith("openblas: " + OpenBlas.LIBRARY_PROPERTY + ": " + library), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "platform"})
    void whereTheContextClassLoaderSeesNothing(String loader) throws Exception {
        Path context = Files.writeString(folder.resolve("Context.java"), CONTEXT);
        String output = output(start(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                modules,
                context.toString(),
                loader));
        assertEquals(
                List.of("simd true", "openblas true", "scalar true"),
                output.lines().filter(line -> !line.startsWith("jit ")).toList());
    }

    @Test
    void inALayerOfItsOwn() throws Exception {
        Path layer = Files.writeString(folder.resolve("Layer.java"), LAYER);
        String output = output(start(
                "--add-modules=jdk.incubator.vector,jdk.management",
                layer.toString(),
                home(Kernels.class),
                home(OpenBlas.class)));
        assertEquals(
                1,
                output.lines()
                        .filter(line -> line.contains("name=openblas, available=true"))
                        .count(),
                output);
        assertEquals(4, output.lines().count(), output);
    }

    @ParameterizedTest
    @CsvSource({"exit, 7, ''", "return, 0, ''", "hook, 7, 200.0"})
    void endsWhileThreadsAreInOpenBlas(String how, int code, String expected) throws Exception {
        Path ending = Files.writeString(folder.resolve("Ending.java"), ENDING);
        Process process = start(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-cp",
                modules,
                ending.toString(),
                how);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        assertEquals(expected, output.strip());
        assertEquals(
                "WARNING: Using incubator modules: jdk.incubator.vector",
                contents(errors).strip());
    }

    private static void assertLoaded(String output) {
        assertTrue(ofOpenBlas(output).matches("openblas: OpenBLAS [\\d.]+, core \\w+"), output);
    }

    /** A provider has a line. */
    private static String ofOpenBlas(String output) {
        assertEquals(2, output.lines().count(), output);
        return output.lines().skip(1).findFirst().orElseThrow();
    }

    private Process probe(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.add(probe.toString());
        return start(arguments.toArray(String[]::new));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
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
