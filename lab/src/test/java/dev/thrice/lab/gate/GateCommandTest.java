package dev.thrice.lab.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.GateSuite;
import dev.thrice.lab.Main;
import dev.thrice.lab.gate.measure.ForkPlan.Pair;
import dev.thrice.lab.gate.measure.GateFork;
import dev.thrice.lab.gate.measure.ListedSuite;
import dev.thrice.lab.gate.measure.Measured;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing is compared, the gate is not green. */
class GateCommandTest {
    private static final int NOT_COMPARED = 4;

    @TempDir
    private Path folder;

    private Path build(String name, String... benchmarks) throws Exception {
        Path build = folder.resolve(name);
        Path services = Files.createDirectories(build.resolve("META-INF/services"));
        Files.writeString(services.resolve(GateSuite.class.getName()), ListedSuite.class.getName());
        Files.write(build.resolve(ListedSuite.LIST), List.of(benchmarks));
        Path target = build.resolve(ListedSuite.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(target.getParent());
        try (InputStream in = ListedSuite.class.getResourceAsStream("ListedSuite.class")) {
            Files.copy(in, target);
        }
        return build;
    }

    @Test
    void suitesWithoutACommonBenchmark() throws Exception {
        assertNotCompared("no benchmark in common", build("a"), build("b"));
        assertNotCompared("no benchmark in common", build("c", "sum"), build("d"));
        assertNotCompared("no benchmark in common", build("e", "sum"), build("f", "product"));
    }

    private static void assertNotCompared(String message, Path base, Path candidate) {
        PrintStream err = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            assertEquals(NOT_COMPARED, Main.execute("gate", "--base=" + base, "--candidate=" + candidate));
        } finally {
            System.setErr(err);
        }
        assertTrue(text.toString(StandardCharsets.UTF_8).contains(message), text.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aForkThatDidNotMeasureWhatWasPlanned() {
        List<Pair> planned = List.of(new Pair("a", "a"), new Pair("b", "b"));
        Measured a = SyntheticForks.measured("a", 0);
        Measured b = SyntheticForks.measured("b", 0);
        new GateFork(1, null, List.of(b, a)).require(planned);
        for (List<Measured> wrong : List.of(
                List.<Measured>of(),
                List.of(a),
                List.of(a, b, b),
                List.of(a, SyntheticForks.measured("c", 0)),
                List.of(a, new Measured("b", b.base(), null, b.quads())),
                List.of(a, new Measured("b", b.base(), b.candidate(), List.of())))) {
            GateFork fork = new GateFork(1, null, wrong);
            assertThrows(IllegalArgumentException.class, () -> fork.require(planned), wrong.toString());
        }
    }
}
