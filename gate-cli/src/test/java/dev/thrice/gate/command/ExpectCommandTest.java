package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.source.Side;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectCommandTest {
    private static final Rules RULES = Rules.withMargin(.03);

    @TempDir
    private Path folder;

    private final Random random = new Random(1);
    private String said;

    private Path run(int number, int forks, Consumer<ObjectNode> change) {
        List<GateFork> found = SyntheticForks.normal(Map.of("a", 0.0, "b", 0.0), .01, forks, random);
        Judgement judgement = Judgement.of(Sample.of(found), RULES);
        GateDocument document = new GateDocument(
                GateDocument.FORMAT,
                false,
                "1",
                "2026-01-01T00:00:00Z",
                60.0 * forks,
                new Machine("Linux", "amd64", "a processor", 2, 1 << 30, "a JVM"),
                new Side("base", "b.jar", null, "b.jar"),
                new Side("candidate", "b.jar", null, "b.jar"),
                RULES,
                GateOptions.plan("b.jar", "b.jar", List.of(new Pair("a", "a"), new Pair("b", "b")), number),
                found,
                List.of(),
                List.of(),
                judgement,
                judgement.verdict());
        ObjectNode json = (ObjectNode) JsonFile.node(document);
        change.accept(json);
        Path file = folder.resolve(number + ".json");
        JsonFile.write(file, json);
        return file;
    }

    private int expect(Object... words) {
        PrintStream output = System.out;
        PrintStream errors = System.err;
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(heard, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            String[] command = new String[words.length + 1];
            command[0] = "expect";
            for (int i = 0; i < words.length; i++) {
                command[i + 1] = words[i].toString();
            }
            return StandAlone.execute(command);
        } finally {
            System.setOut(output);
            System.setErr(errors);
            said = heard.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aRowForEachNumberOfForksThatRunsCanBePutTogetherOf() {
        int code = expect("--resamples=50", run(1, 6, json -> {}), run(2, 6, json -> {}));
        assertEquals(0, code, said);
        assertTrue(said.startsWith("recorded, of a build against itself: 2 PASS\n"), said);
        assertTrue(said.matches("(?s).*\\R3 +3[.]0 .*\\R4 +4[.]0 .*\\R6 +6[.]0 +0 +0 +0 .*"), said);
        assertTrue(said.matches("(?s).*found, with forks +3 +4 +6\\Ra .* %\\Rb .* %\\R"), said);
    }

    @ParameterizedTest
    @CsvSource({
        "format, thrice gate 2, 'no run of this gate, expected one that --json wrote, format ''thrice gate 4'', not ''th'",
        "partial, true, 'a run that was stopped before it was through, expected a whole one'",
        "base/classPath, c.jar, 'base b.jar and candidate b.jar differ, expected a run of a build against itself'",
        "machine/cores, 3, 'another build, machine, margin or plan than of '",
        "rules/margin, 0.04, 'another build, machine, margin or plan than of '",
        "plan/quads, 3, 'another build, machine, margin or plan than of '",
        "forks, none, 'expected what thrice writes there'",
        "verdict, FINE, 'expected one of [PASS, FAIL, INCONCLUSIVE, INVALID, ACCEPTED]'",
    })
    void whatIsNoRunOfTheSameBuildIsNamed(String field, String value, String message) {
        Path first = run(1, 6, json -> {});
        Path second = run(2, 6, json -> {
            int slash = field.indexOf('/');
            ObjectNode of = slash < 0 ? json : (ObjectNode) json.get(field.substring(0, slash));
            of.set(field.substring(slash + 1), JsonFile.node(parsed(value)));
        });
        assertEquals(4, expect(first, second), said);
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.startsWith("thrice: " + second + ": "), said);
        assertTrue(said.contains(message), said);
    }

    private static Object parsed(String value) {
        return switch (value) {
            case "true" -> true;
            case "3" -> 3;
            case "0.04" -> .04;
            default -> value;
        };
    }

    /** Of which no fork would be independent of another. */
    @Test
    void aRunThatIsGivenTwiceIsNamed() throws Exception {
        Path run = run(1, 6, json -> {});
        Path copy = Files.copy(run, folder.resolve("copy.json"));
        for (Path again : List.of(run, copy)) {
            assertEquals(4, expect(run, run(2, 6, json -> {}), again), said);
            assertTrue(said.contains(again + ": the run that is in " + run + ", too, expected each run once"), said);
        }
    }

    @Test
    void tooFewForksAreNotEnough() {
        assertEquals(4, expect(run(1, 5, json -> {})), said);
        assertTrue(said.contains("expected at least 6: record more runs"), said);
    }
}
