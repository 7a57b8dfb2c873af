package dev.thrice.gate.command.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.measure.ForkMeasurement.Sides;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkMeasurementTest {
    private static final Facts FACTS = new Facts(0, 1, new TreeMap<>());

    @TempDir
    private Path folder;

    private ForkPlan plan;

    @BeforeEach
    void aSuiteInAFolder() throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(GateSuite.class.getName()), CountingSuite.class.getName());
        for (String name : List.of("CountingSuite", "CountingSuite$Sum")) {
            Path target = folder.resolve("dev/thrice/gate/command/measure/" + name + ".class");
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
            assertEnoughQuads(measured);
            assertTrue(measured.quads().stream()
                    .allMatch(quad -> quad.base() > 0 && quad.candidate() > 0 && quad.reference() > 0));
            assertEquals(Map.of("sums", 1L), measured.base().work());
            assertEquals(measured.base().resultHash(), measured.candidate().resultHash());
        }
        Measured mixed = fork.benchmarks().stream()
                .filter(measured ->
                        measured.candidate().bytesPerRun() > measured.base().bytesPerRun())
                .findFirst()
                .orElseThrow(() -> new AssertionError(fork.benchmarks().toString()));
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
            assertTrue(measured.quads().stream()
                    .allMatch(quad -> quad.disturbed() || (quad.base() > 0 && quad.candidate() > 0)));
            assertEquals(Map.of("sums", 1L), measured.candidate().work());
        }
    }

    /** Of halves that were disturbed at different times, as many quads are left as the one with fewer has. */
    @Test
    void steadyQuadsOfHalvesAreJoined() {
        List<Quad> ofBase = List.of(new Quad(1, 0, 7, true), new Quad(2, 0, 7, false), new Quad(3, 0, 7, false));
        Measured base = new Measured("a", FACTS, null, ofBase);
        Quad none = new Quad(0, 0, 0, true);
        assertEquals(List.of(new Quad(2, 4, 7, false), none, none), joined(base, 7.3));
        assertEquals(List.of(none, none, none), joined(base, 7.4)); // the machine was slower by 5.7 %
    }

    private static List<Quad> joined(Measured base, double reference) {
        List<Quad> ofCandidate = List.of(new Quad(0, 4, reference, false), new Quad(0, 5, 7, true));
        return base.with(new Measured("a", null, FACTS, ofCandidate)).quads();
    }

    /** Half of the quads are at one speed, within 5 %; the others were taken while the reference product was slower, or disturbed. */
    @Test
    void steadyQuadsAreThoseOfOneSpeed() {
        List<Quad> quads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            quads.add(new Quad(1, 1, 100 + i / 2., false));
            quads.add(new Quad(1, 1, i < 4 ? 50 : 120, i < 4));
        }
        List<Quad> steady = new Measured("a", FACTS, FACTS, quads).steady();
        assertEquals(8, steady.size());
        assertTrue(steady.stream().allMatch(quad -> !quad.disturbed() && quad.reference() < 105));
    }

    /** As many undisturbed ones as planned, unless the machine is so busy that four times as many do not hold them. */
    private static void assertEnoughQuads(Measured measured) {
        assertTrue(undisturbed(measured) == 3 || measured.quads().size() == 12, measured.toString());
    }

    private static long undisturbed(Measured measured) {
        return measured.quads().stream().filter(quad -> !quad.disturbed()).count();
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

    /** The candidate's, though the base's is open beside it. */
    @Test
    void aBenchmarkThatFailsIsNamedWithItsBuild() throws IOException {
        String fine = FailingSuite.build(folder.resolve("fine"), "not at all").toString();
        for (String how : List.of("close", "threads")) {
            String failing = FailingSuite.build(folder.resolve(how), how).toString();
            ForkPlan failed = new ForkPlan(fine, failing, List.of(new Pair("sum", "sum")), 3, 20, 50, 1);
            ForkMeasurement fork = new ForkMeasurement(failed, 1, () -> {});
            UserError error = assertThrows(UserError.class, () -> fork.run(Sides.BOTH));
            assertTrue(error.getMessage().startsWith("candidate: benchmark sum failed: "), error.getMessage());
            assertEquals(Optional.empty(), ForkMeasurement.atWork());
        }
    }

    private static void assertError(String message, String classPath) {
        UserError error = assertThrows(UserError.class, () -> new Build("base", classPath));
        assertTrue(error.getMessage().startsWith("base: ") && error.getMessage().contains(message), error.getMessage());
    }
}
