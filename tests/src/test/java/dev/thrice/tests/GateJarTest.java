package dev.thrice.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.gate.GateSuite;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gate's jar needs nothing but a JDK 21. */
@Timeout(300)
class GateJarTest {
    private static final int JAVA_8 = 52;
    private static final int JAVA_21 = 65;
    private static final Path BUILT = Path.of("..", "gate-cli", "target");

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void theJar() throws IOException {
        Optional<Path> found = Optional.empty();
        if (Files.isDirectory(BUILT)) {
            try (Stream<Path> files = Files.list(BUILT)) {
                found = files.filter(file -> file.getFileName().toString().matches("thrice-gate-.*-all[.]jar"))
                        .findFirst();
            }
        }
        assumeTrue(found.isPresent(), "the gate's jar is not built: mvn package");
        jar = found.get();
    }

    @Test
    void allItsClassesAreOfJava21OrBefore() throws IOException {
        int classes = 0;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/versions/")) {
                    int version = version(file, entry);
                    assertTrue(version <= JAVA_21, entry + ": " + version);
                    classes += entry.getName().startsWith("dev/thrice/") ? 1 : 0;
                }
            }
        }
        assertTrue(classes > 50, classes + " classes of its own");
    }

    /** Where it begins it can say of any Java from 8 on that it is too old. */
    @Test
    void itsMainClassIsOfJava8() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            assertEquals(JAVA_8, version(file, file.getJarEntry(main.replace('.', '/') + ".class")));
        }
    }

    private static int version(JarFile file, JarEntry entry) throws IOException {
        try (DataInputStream in = new DataInputStream(file.getInputStream(entry))) {
            assertEquals(0xCAFEBABE, in.readInt(), entry.getName());
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }

    @Test
    void whatIsInItHasItsLicence() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : List.of(
                    "META-INF/LICENSE",
                    "META-INF/licenses/JLine.txt",
                    "META-INF/licenses/Vega.txt",
                    "META-INF/NOTICE")) {
                assertNotNull(file.getEntry(name), name);
            }
        }
    }

    @Test
    void itComparesOnTheJdkAtHand() throws Exception {
        assertCompares(Path.of(System.getProperty("java.home")));
    }

    @Test
    void itComparesOnAJdk21() throws Exception {
        Optional<Path> home = jdk21();
        assumeTrue(home.isPresent(), "no JDK 21 in the usual folders");
        assertCompares(home.get());
    }

    /** Where the launcher looks, too. */
    private static Optional<Path> jdk21() throws IOException {
        Path user = Path.of(System.getProperty("user.home"));
        for (Path jdks : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt/java"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"))) {
            if (Files.isDirectory(jdks)) {
                try (Stream<Path> homes = Files.list(jdks)) {
                    Optional<Path> found = homes.filter(GateJarTest::is21).findFirst();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean is21(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"21");
        } catch (IOException e) {
            return false;
        }
    }

    /** A build that allocates more than another. */
    private void assertCompares(Path jdk) throws Exception {
        List<String> command = List.of(
                jdk.resolve("bin/java").toString(),
                "-jar",
                jar.toString(),
                "--base=" + suite("base", 100),
                "--candidate=" + suite("candidate", 200),
                "--forks=3",
                "--seed=1");
        Path said = folder.resolve("said");
        Process gate = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = gate.waitFor();
        String text = Files.readString(said);
        assertEquals(1, code, text);
        assertTrue(text.contains("B a run, ") && text.endsWith("\nFAIL\n"), text);
    }

    private Path suite(String name, int length) throws Exception {
        Path classes = Files.createDirectories(folder.resolve(name));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(GateSuite.class.getName()), "Arrays");
        Path file = Files.createDirectories(folder.resolve(name + "-source")).resolve("Arrays.java");
        Files.writeString(file, """
                public final class Arrays implements dev.thrice.gate.GateSuite {
                    public String name() { return "arrays"; }
                    public java.util.List<String> benchmarks(Extent extent) { return java.util.List.of("make"); }
                    public dev.thrice.gate.GateBenchmark open(String name) {
                        return new dev.thrice.gate.GateBenchmark() {
                            private int[] made;
                            public void run() { made = new int[%d]; }
                            public long resultHash() { return made[0]; }
                            public void close() {}
                        };
                    }
                }
                """.formatted(length));
        List<String> javac = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "--release", "21", "-cp"));
        javac.add(Path.of(GateSuite.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        javac.addAll(List.of("-d", classes.toString(), file.toString()));
        Process compiler = new ProcessBuilder(javac).redirectErrorStream(true).start();
        try (InputStream in = compiler.getInputStream()) {
            String text = new String(in.readAllBytes(), UTF_8);
            assertEquals(0, compiler.waitFor(), text);
        }
        return classes;
    }
}
