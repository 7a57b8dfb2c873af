package dev.thrice.lab.gate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.GateSuite;
import dev.thrice.lab.UserError;
import dev.thrice.lab.gate.measure.ForkMeasurement.Sides;
import dev.thrice.lab.gate.measure.ForkPlan.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkMeasurementTest {
    @TempDir
    private Path folder;

    private ForkPlan plan;

    @BeforeEach
    void aSuiteInAFolder() throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(GateSuite.class.getName()), CountingSuite.class.getName());
        for (String name : List.of("CountingSuite", "CountingSuite$Sum")) {
            Path target = folder.resolve("dev/thrice/lab/gate/measure/" + name + ".class");
            Files.createDirectories(target.getParent());
            try (InputStream in = CountingSuite.class.getResourceAsStream(name + ".class")) {
                Files.copy(in, target);
            }
        }
        List<Pair> pairs = List.of(new Pair("sum", "sum"), new Pair("waste", "waste"), new Pair("sum", "waste"));
        plan = new ForkPlan(folder.toString(), folder.toString(), pairs, 3, 20, 50, 1);
    }

    @AfterEach
    void nothingIsTaken() {
        System.clearProperty(CountingSuite.TAKEN);
    }

    @Test
    void buildsShareTheInterfacesAndNothingElse() {
        try (Build one = new Build("base", folder.toString());
                Build other = new Build("candidate", folder.toString())) {
            assertNotSame(one.suite().getClass(), other.suite().getClass());
            assertNotSame(CountingSuite.class, one.suite().getClass());
            assertEquals("counting", one.suite().name());
            ClassLoader loader = one.suite().getClass().getClassLoader();
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("dev.thrice.kernels.Kernels"));
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("picocli.CommandLine"));
        }
    }

    @Test
    void measuresBothBuildsOfEachBenchmark() {
        AtomicInteger steps = new AtomicInteger();
        GateFork fork = new ForkMeasurement(plan, 1, steps::incrementAndGet).run(Sides.BOTH);
        assertEquals(3, steps.get());
        assertNull(fork.cannotShare());
        assertEquals(3, fork.benchmarks().size());
        for (Measured measured : fork.benchmarks()) {
            assertEquals(3, measured.quads().size());
            assertEquals(3, measured.reference().size());
            assertTrue(measured.quads().stream().allMatch(quad -> quad.base() > 0 && quad.candidate() > 0));
            assertEquals(Map.of("sums", 1L), measured.base().work());
            assertEquals(measured.base().resultHash(), measured.candidate().resultHash());
        }
        Measured mixed = fork.benchmarks().stream()
                .filter(measured ->
                        measured.candidate().bytesPerRun() > measured.base().bytesPerRun())
                .findFirst()
                .orElseThrow();
        assertEquals("waste", mixed.name());
        assertEquals(0, mixed.base().bytesPerRun());
        assertEquals(32, mixed.candidate().bytesPerRun());
    }

    @Test
    void halvesOfAForkFitTogether() {
        GateFork base = new ForkMeasurement(plan, 1, () -> {}).run(Sides.BASE);
        GateFork candidate = new ForkMeasurement(plan, 1, () -> {}).run(Sides.CANDIDATE);
        assertNull(base.benchmarks().getFirst().candidate());
        GateFork both = base.with(candidate);
        assertEquals(3, both.benchmarks().size());
        for (Measured measured : both.benchmarks()) {
            assertTrue(measured.quads().stream().allMatch(quad -> quad.base() > 0 && quad.candidate() > 0));
            assertEquals(6, measured.reference().size());
            assertEquals(Map.of("sums", 1L), measured.candidate().work());
        }
    }

    @Test
    void saysThatOneJvmCannotHoldBoth() {
        System.setProperty(CountingSuite.TAKEN, "yes");
        GateFork fork = new ForkMeasurement(plan, 1, () -> {}).run(Sides.BOTH);
        assertTrue(fork.cannotShare().contains("already loaded in another classloader"), fork.cannotShare());
    }

    @Test
    void aBuildWithoutASuiteSaysWhy() throws IOException {
        assertError("no suite in", folder.resolve("dev").toString());
        assertError("does not exist", folder.resolve("none.jar").toString());
        Path services = folder.resolve("META-INF/services").resolve(GateSuite.class.getName());
        Files.writeString(services, "no.such.Suite");
        assertError("cannot be loaded", folder.toString());
        Files.writeString(services, "# nothing");
        assertError("0 suites", folder.toString());
    }

    private static void assertError(String message, String classPath) {
        UserError error = assertThrows(UserError.class, () -> new Build("base", classPath));
        assertTrue(error.getMessage().startsWith("base: ") && error.getMessage().contains(message), error.getMessage());
    }
}
