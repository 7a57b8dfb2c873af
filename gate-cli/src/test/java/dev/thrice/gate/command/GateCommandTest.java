package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.measure.FailingSuite;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.ListedSuite;
import dev.thrice.gate.command.measure.Measured;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void whatASuiteDoesNotSayIsNamed() throws Exception {
        Path fine = FailingSuite.build(folder.resolve("fine"), "not at all");
        Path none = FailingSuite.build(folder.resolve("none"), "no list");
        Path unnamed = FailingSuite.build(folder.resolve("unnamed"), "no name");
        String failed = "its suite failed: java.lang.NullPointerException: ";
        assertNotCompared("candidate " + none + ": " + failed + "its benchmarks are null", fine, none);
        assertNotCompared("base " + unnamed + ": " + failed + "the name of a benchmark is null", unnamed, fine);
    }

    private static void assertNotCompared(String message, Path base, Path candidate) {
        assertSaid(NOT_COMPARED, message, "--base=" + base, "--candidate=" + candidate);
    }

    private static void assertSaid(int code, String message, String... arguments) {
        PrintStream err = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            assertEquals(code, StandAlone.execute(arguments));
        } finally {
            System.setErr(err);
        }
        assertTrue(text.toString(StandardCharsets.UTF_8).contains(message), text.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, FAIL, 0", "ACCEPTED, FAIL, 0", "FAIL, FAIL, 1", "FAIL, PASS, 1",
        "INCONCLUSIVE, FAIL, 3", "INVALID, FAIL, 3", "INCONCLUSIVE, PASS, 0", "INVALID, PASS, 0",
    })
    void theExitCodeOfWhatWasCompared(Verdict verdict, GateCommand.Undecided undecided, int code) {
        assertEquals(code, GateCommand.exitCode(verdict, undecided));
    }

    @Test
    @Timeout(120)
    void onOneProcessorNothingIsCompared() throws Exception {
        List<String> program = List.of(
                GateProcess.java(),
                "-XX:ActiveProcessorCount=1",
                "-cp",
                GateProcess.classPath(),
                StandAlone.class.getName());
        try (GateProcess gate = new GateProcess(folder, program, List.of("--base=x", "--candidate=y"))) {
            assertEquals(NOT_COMPARED, gate.code());
            assertEquals(1, gate.errors().lines().count(), gate.errors());
            assertTrue(gate.errors().startsWith("thrice: the gate has 1 core, expected at least 2"), gate.errors());
        }
    }

    @Test
    @Timeout(120)
    void aBenchmarkThatEndsItsJvmIsNamed() throws Exception {
        List<String> said = compared("exit");
        assertEquals(
                "thrice: fork 1 ended without a result (exit code 0): candidate: benchmark sum was at work when its"
                        + " JVM ended",
                said.getLast());
    }

    @Test
    @Timeout(120)
    void aBenchmarkThatHangsIsEndedAndNamed() throws Exception {
        List<String> said = compared("hang", "--patience=10");
        assertEquals(
                "thrice: fork 1 hung: no step of it was through in 10 s, and was ended: candidate: benchmark sum was at"
                        + " work when its JVM ended",
                said.getLast());
    }

    /** What is written last is not there, so nobody takes it for a PASS; and what is on the screen was measured all the same. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(120)
    void aResultThatCannotBeWrittenIsNoneButStands() throws Exception {
        List<String> said = compared("not at all", "--json=/dev/full", "--margin=9.9");
        assertTrue(
                said.getLast().startsWith("thrice: cannot write /dev/full: ")
                        && said.getLast().endsWith("; it was compared, and the verdict above stands"),
                said::toString);
    }

    /** A verdict that nobody can read is none. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(120)
    void standardOutputThatCannotBeWrittenIsNoSuccess() throws Exception {
        Path errors = folder.resolve("errors");
        Process gate = new ProcessBuilder(
                        GateProcess.java(), "-cp", GateProcess.classPath(), StandAlone.class.getName(), "--version")
                .redirectOutput(Path.of("/dev/full").toFile())
                .redirectError(errors.toFile())
                .start();
        assertEquals(NOT_COMPARED, gate.waitFor());
        assertEquals(
                List.of("thrice: standard output could not be written, expected room for what is printed there"),
                Files.readAllLines(errors));
    }

    /** In a JVM of its own, since forks are started as this one was. */
    private List<String> compared(String how, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "--base=" + FailingSuite.build(folder.resolve("fine"), "not at all"),
                "--candidate=" + FailingSuite.build(folder.resolve("other"), how),
                "--forks=3"));
        options.addAll(List.of(more));
        try (GateProcess gate = new GateProcess(folder, options)) {
            assertEquals(NOT_COMPARED, gate.code());
            return gate.errors().lines().toList();
        }
    }

    @Test
    @Timeout(120)
    void aRunIsWrittenToThePageAndTheHistory() throws Exception {
        Path html = folder.resolve("gate.html");
        Path history = folder.resolve("gate.jsonl");
        Path csv = folder.resolve("gate.csv");
        List<String> options = List.of(
                "--base=" + FailingSuite.build(folder.resolve("one"), "not at all"),
                "--candidate=" + FailingSuite.build(folder.resolve("other"), "not at all"),
                "--forks=3",
                "--undecided=pass",
                "--margin=9.9",
                "--html=" + html,
                "--history=" + history,
                "--history-csv=" + csv);
        for (int runs = 1; runs <= 2; runs++) {
            try (GateProcess gate = new GateProcess(folder, options)) {
                assertEquals(0, gate.code(), gate.errors());
            }
            String page = Files.readString(html);
            assertTrue(page.contains("<h1>Performance gate: ") && page.contains("base "), "no page");
            assertTrue(page.contains(runs == 1 ? "Over 1 run<" : "Over 2 runs<"), "no history");
            assertEquals(runs, Files.readAllLines(history).size());
            assertEquals(1 + runs, Files.readAllLines(csv).size());
        }
    }

    /** Before anything is built or measured. */
    @Test
    void whereNothingCanBeWrittenNothingIsMeasured() throws Exception {
        Path suite = build("suite", "sum");
        Path notes = Files.writeString(folder.resolve("notes"), "Buy milk\n");
        for (String output : List.of("--html=" + folder + "/no/page.html", "--history=" + folder + "/no/history")) {
            assertSaid(
                    NOT_COMPARED, "cannot write " + folder + "/no/", "--base=" + suite, "--candidate=" + suite, output);
        }
        assertSaid(
                NOT_COMPARED,
                notes + ", line 1: not JSON",
                "--base=" + suite,
                "--candidate=" + suite,
                "--history=" + notes);
        assertSaid(
                2,
                "--history-csv x without a history, expected --history FILE, too",
                "--base=" + suite,
                "--candidate=" + suite,
                "--history-csv=x");
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
