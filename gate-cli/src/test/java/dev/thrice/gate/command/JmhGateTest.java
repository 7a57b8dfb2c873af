package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.jmh.JmhProject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JMH benchmarks as they are, run in earnest. What their times are is not asserted. */
@DisabledOnOs(OS.WINDOWS) // where a process cannot be asked to end, and command lines of others are not told
@Timeout(300)
class JmhGateTest {
    private static final String SUM = "@Benchmark public int sum() { return 1 + 1; }\n";

    @TempDir
    private Path folder;

    private Path json;

    private List<String> gate(int code, String base, String candidate, String... more) throws Exception {
        json = folder.resolve("gate.json");
        List<String> options =
                new ArrayList<>(List.of("--base=" + base, "--candidate=" + candidate, "--forks=3", "--json=" + json));
        options.addAll(List.of(more));
        try (GateProcess gate = new GateProcess(folder, options)) {
            assertEquals(code, gate.code(), gate.errors() + gate.output());
            return gate.errors().lines().toList();
        }
    }

    private Map<String, JsonNode> findings() {
        Map<String, JsonNode> findings = new TreeMap<>();
        JsonFile.tree(json)
                .path("judgement")
                .path("findings")
                .forEach(each -> findings.put(each.path("benchmark").asText(), each));
        return findings;
    }

    /** The JVM options of an annotation hold, and so do parameters and modes; of a build against itself no bytes are told. */
    @Test
    void moreBytesFailHoweverTheTimesAre() throws Exception {
        String make = """
                @Param({"1", "2"}) int n;
                @Benchmark @Threads(2) @Fork(value = 5, jvmArgsAppend = "-Dsize=%d") @BenchmarkMode(Mode.Throughput)
                public byte[] make() { return new byte[n * Integer.getInteger("size")]; }
                """;
        String base = JmhProject.build(folder, "base", SUM + make.formatted(1000));
        String candidate = JmhProject.build(folder, "candidate", SUM + make.formatted(2000));
        Path html = folder.resolve("gate.html");
        List<String> said = gate(1, base, candidate, "--html=" + html, "--", "-p", "n=2", "-w", "40ms");
        assertTrue(said.stream().anyMatch(line -> line.startsWith("thrice: forks are the gate's")), said::toString);
        Map<String, JsonNode> findings = findings();
        assertEquals(List.of("project.B.make (n=2) thrpt", "project.B.sum (n=2) avgt"), List.copyOf(findings.keySet()));
        JsonNode made = findings.get("project.B.make (n=2) thrpt");
        assertEquals("FAIL", made.path("verdict").asText());
        String note = made.path("notes").path(0).asText();
        assertTrue(note.matches("40\\d\\d\\.\\d B an operation, 20\\d\\d\\.\\d before"), note);
        String page = Files.readString(html);
        assertTrue(page.contains("1 of 2 benchmarks fails: project.B.make (n=2) thrpt, "), "no lead");
        assertTrue(page.contains(note) && page.contains(">-p n=2 -w 40ms</td>"), "no bytes or options");
        JsonNode sum = findings.get("project.B.sum (n=2) avgt");
        assertFalse(sum.path("notes").toString().contains("B an operation"), sum::toString);
    }

    /** At its third start; what was measured until then is kept. */
    @Test
    void aBenchmarkThatThrowsIsNamed() throws Exception {
        Path starts = folder.resolve("starts");
        String late = """
                @Setup public void setUp() throws Exception {
                    var file = java.nio.file.Path.of("%s");
                    java.nio.file.Files.writeString(file, ".", java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.APPEND);
                    if (java.nio.file.Files.size(file) > 2) { throw new IllegalStateException("broken in %s"); }
                }
                """;
        String base = JmhProject.build(folder, "base", SUM + late.formatted(starts, "base"));
        String candidate = JmhProject.build(folder, "candidate", SUM + late.formatted(starts, "candidate"));
        List<String> said = gate(4, base, candidate);
        String last = said.getLast();
        assertTrue(
                last.matches("thrice: (base|candidate): benchmark project[.]B[.]sum failed: broken in \\1"),
                said::toString);
        assertTrue(said.contains("thrice: what was measured until then is in " + json), said::toString);
        JsonNode kept = JsonFile.tree(json);
        assertTrue(kept.path("partial").asBoolean());
        assertEquals(1, kept.path("forks").size());
    }

    /** A JVM that ends by itself, with a code that says all is well: at once, or after some that had a result. */
    @ParameterizedTest
    @CsvSource({"0, 0", "2, 1"})
    void aJvmWithoutResultsIsNamed(int starts, int kept) throws Exception {
        String ending = """
                @Setup public void setUp() throws Exception {
                    var file = java.nio.file.Path.of("%s");
                    java.nio.file.Files.writeString(file, ".", java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.APPEND);
                    if (java.nio.file.Files.size(file) > %d) { Runtime.getRuntime().halt(0); }
                }
                """.formatted(folder.resolve("starts"), starts);
        String build = JmhProject.build(folder, "build", SUM + ending);
        List<String> said = gate(4, build, build);
        assertTrue(
                said.getLast()
                        .matches("thrice: (base|candidate): benchmark project[.]B[.]sum ended without a result"
                                + (starts == 0 ? "" : " of project[.]B[.]sum avgt")),
                said::toString);
        assertEquals(kept > 0, Files.exists(json));
    }

    /** Of annotations by which a score is of something else; what options say of both is the same. */
    @Test
    void whatIsCountedOtherwiseIsNotCompared() throws Exception {
        String calls = SUM.replace("int sum()", "int threads()")
                + SUM.replace("int sum()", "int operations()")
                + SUM.replace("int sum()", "int batch()");
        String base = JmhProject.build(folder, "base", calls);
        String otherwise = calls.replace("public int threads", "@Threads(2) public int threads")
                .replace("public int operations", "@OperationsPerInvocation(100) public int operations")
                .replace("public int batch", "@Measurement(batchSize = 10) public int batch")
                .replace("public int threads", "@Fork(jvmArgs = \"-Da=b\") @Warmup(iterations = 3) public int threads");
        String candidate = JmhProject.build(folder, "candidate", otherwise);
        List<String> said = gate(4, base, candidate);
        assertLast("the two builds have no benchmark in common", said);
        assertEquals(
                List.of(
                        "thrice: not compared, calls a batch 1 in the base and 10 in the candidate: project.B.batch",
                        "thrice: not compared, operations a call 1 in the base and 100 in the candidate:"
                                + " project.B.operations",
                        "thrice: not compared, threads 1 in the base and 2 in the candidate: project.B.threads"),
                said.subList(0, 3));
        Path markdown = folder.resolve("gate.md");
        said = gate(0, base, candidate, "--undecided=pass", "--markdown=" + markdown, "--", "-t", "1", "threads|batch");
        String told =
                "thrice: project.B.threads: warm-up iterations 1 in the base and 3 in the candidate, options of the"
                        + " JVM as usual in the base and -Da=b in the candidate, which may be what differs";
        assertTrue(said.contains(told), said::toString);
        assertEquals(List.of("project.B.threads avgt"), List.copyOf(findings().keySet()));
        String left = "project.B.batch, calls a batch 1 in the base and 10 in the candidate";
        assertTrue(Files.readString(markdown).endsWith("\nNot compared: " + left + ".\n"));
        assertEquals(left, JsonFile.tree(json).path("notCompared").path(0).asText());
    }

    private static String endless(Path started) {
        return """
                @Benchmark public int forever() throws Exception {
                    java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "");
                    while (true) { System.out.println("still here"); Thread.sleep(10); }
                }
                """.formatted(started);
    }

    @Test
    void aBenchmarkThatNeverEndsIsEnded() throws Exception {
        Path started = folder.resolve("started");
        String build = JmhProject.build(folder, "build", endless(started));
        List<String> said = gate(4, build, build, "--patience=8");
        String last = said.getLast();
        assertTrue(
                last.matches("thrice: (base|candidate): benchmark project[.]B[.]forever hung: no step of it was through"
                        + " in 8 s, and it was ended"),
                said::toString);
        assertNoneIsLeft();
    }

    @Test
    void whenTheGateIsStoppedWhatItStartedEnds() throws Exception {
        Path started = folder.resolve("started");
        String build = JmhProject.build(folder, "build", endless(started));
        try (GateProcess gate = new GateProcess(folder, List.of("--base=" + build, "--candidate=" + build))) {
            while (!Files.exists(started)) {
                assertTrue(gate.process().isAlive(), gate::toString);
                Thread.sleep(50);
            }
            gate.process().destroy();
            assertEquals(4, gate.code(), gate.errors());
            assertTrue(gate.errors().contains("thrice: the gate was stopped\n"), gate.errors());
        }
        assertNoneIsLeft();
    }

    /** Of JVMs that have this test's folder on their class path. */
    private void assertNoneIsLeft() throws Exception {
        for (ProcessHandle each : ours()) {
            each.onExit().get(30, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), ours());
    }

    private List<ProcessHandle> ours() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(each -> each.info().commandLine().orElse("").contains(folder.resolve("build") + ""))
                    .toList();
        }
    }

    @Test
    void buildsWithoutACommonBenchmark() throws Exception {
        String base = JmhProject.build(folder, "base", SUM);
        String other = JmhProject.build(folder, "other", SUM.replace("sum", "product"));
        assertLast("the two builds have no benchmark in common", gate(4, base, other));
        assertLast(
                "no benchmark is asked for by [Sums], expected some of project.B.sum",
                gate(4, base, base, "--", "Sums"));
        String none = Files.createDirectory(folder.resolve("none")).toString();
        assertLast(
                "base holds JMH benchmarks, and candidate " + none + " none, expected them in both",
                gate(4, base, none));
    }

    private static void assertLast(String expected, List<String> said) {
        assertEquals("thrice: " + expected, said.getLast());
    }

    @ParameterizedTest
    @CsvSource({
        "surplus, 'surplus'' is no option, expected none, or those of JMH behind --'",
        "-- -f 2, '-f is the gate''s to say'",
        "--patience=0, '--patience 0, expected seconds, at least 1'",
    })
    void whatIsAskedWrongly(String words, String message) throws Exception {
        String build = folder.toString();
        List<String> said = gate(2, build, build, words.split(" ", -1));
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().contains(message), said::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--suite=full, '--suite FULL, expected none: these are JMH benchmarks, told by their names'",
        "--alternate, '--alternate given, expected none: JMH benchmarks of each build always have JVMs of their own'",
    })
    void whatIsOfSuitesAloneIsRefused(String option, String message) throws Exception {
        String build = JmhProject.build(folder, "build", SUM);
        assertLast(message, gate(2, build, build, option));
    }

    /** By the JMH that they are for, before anything is measured. */
    @ParameterizedTest
    @CsvSource({
        "-wi x, 'JMH: Cannot parse argument ''x'' of option wi'",
        "-t 0, 'JMH: Cannot parse argument ''0'' of option t. The given value 0 should be positive'",
        "--frobnicate 3, 'JMH: frobnicate is not a recognized option'",
        "-bm fast, 'JMH: Unable to parse benchmark mode: \"fast\"; Known values are '",
        "-p m=3, 'JMH''s option -p m=3: no benchmark has such a parameter, expected one of n'",
    })
    void whatJmhDoesNotTake(String words, String message) throws Exception {
        String build = JmhProject.build(folder, "build", "@Param({\"1\"}) int n;\n" + SUM);
        List<String> options = new ArrayList<>(List.of("--"));
        options.addAll(List.of(words.split(" ", -1)));
        List<String> said = gate(2, build, build, options.toArray(String[]::new));
        assertEquals(2, said.size(), said::toString); // the first says that they are the same files
        assertTrue(said.getLast().startsWith("thrice: " + message), said::toString);
    }

    @Test
    void whatIsNoJarIsSaidToBeNone() throws Exception {
        String build = JmhProject.build(folder, "base", SUM);
        Path jar = Files.writeString(folder.resolve("text.jar"), "no jar");
        assertLast(
                "candidate: " + jar + " is no jar, or damaged, expected a jar or a folder",
                gate(4, build, jar.toString()));
    }

    /** Of what JMH the builds are is looked up; the first on a class path counts. */
    @ParameterizedTest
    @CsvSource({
        "1.35, 4, 'base: JMH 1.35, expected 1.36 or later'",
        "1.36, 4, 'base is of JMH 1.36, candidate of 1.37: '"
    })
    void versionsOfJmhMayDiffer(String version, int code, String message) throws Exception {
        String build = JmhProject.build(folder, "build", SUM.replace("return 1 + 1;", "throw new Error(\"enough\");"));
        Path older = Files.createDirectory(folder.resolve("older"));
        Files.writeString(older.resolve("jmh.properties"), "jmh.version=" + version);
        List<String> said = gate(code, older + File.pathSeparator + build, build);
        assertTrue(said.stream().anyMatch(line -> line.startsWith("thrice: " + message)), said::toString);
    }
}
