package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What action.yml says of itself holds together. */
@Timeout(60)
class ActionFileTest {
    private static final Path SCRIPTS = ActionFile.FILE.resolveSibling("gate-cli/action");

    @TempDir
    private Path folder;

    private static Set<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Nothing of an input can become a command. */
    @Test
    void noExpressionIsInAScript() throws IOException {
        for (Map<String, Object> step : ActionFile.steps()) {
            if (step.containsKey("run")) {
                assertFalse(step.get("run").toString().contains("${{"), step::toString);
                assertEquals("bash", step.get("shell"), step::toString); // which a composite action has to say
            } else {
                assertTrue(step.get("uses").toString().matches("actions/[\\w-]+@v\\d+"), step::toString);
            }
        }
    }

    @Test
    void eachInputIsUsedAndHasADefault() throws IOException {
        Map<String, Object> inputs = ActionFile.map(ActionFile.read().get("inputs"));
        assertEquals(inputs.keySet(), found("inputs\\.([\\w-]+)", Files.readString(ActionFile.FILE)));
        inputs.values().forEach(input -> assertTrue(ActionFile.map(input).get("default") instanceof String));
    }

    @Test
    void outputsAreThoseOfTheScript() throws IOException {
        Set<String> told = found("\"(\\w+)=\\$", Files.readString(SCRIPTS.resolve("compare")));
        assertEquals(Set.of("code", "verdict", "folder"), told);
        assertEquals(told, found("steps\\.compare\\.outputs\\.(\\w+)", Files.readString(ActionFile.FILE)));
        assertEquals(
                Set.of("code", "verdict"),
                ActionFile.map(ActionFile.read().get("outputs")).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Compare", "Comment"})
    void aScriptIsGivenWhatItReads(String step) throws IOException {
        String script = Files.readString(SCRIPTS.resolve(step.toLowerCase(Locale.ROOT)));
        Set<String> given = ActionFile.variables(step);
        given.remove("GH_TOKEN"); // which gh itself reads
        assertEquals(given, found("\\$\\{?(GATE_\\w+)", script));
    }

    /** Also where no code was told, since the step that compares was ended. */
    @DisabledOnOs(OS.WINDOWS)
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "3", "4", "130", ""})
    void theActionEndsWithTheCode(String code) throws Exception {
        Map<String, Object> last = ActionFile.steps().getLast();
        StubbedShell.Outcome outcome = new StubbedShell(folder)
                .run(
                        Map.of("GATE_CODE", code),
                        List.of("bash", "-e", "-c", last.get("run").toString()));
        assertEquals(code.isEmpty() ? 4 : Integer.parseInt(code), outcome.code());
    }

    @DisabledOnOs(OS.WINDOWS)
    @Test
    void shellcheckFindsNothing() throws Exception {
        StubbedShell shell = new StubbedShell(folder);
        assumeTrue(shell.script("command -v shellcheck", Map.of()).code() == 0, "no shellcheck on PATH");
        StubbedShell.Outcome outcome = shell.run(
                Map.of(),
                List.of(
                        "shellcheck",
                        SCRIPTS.resolve("compare").toString(),
                        SCRIPTS.resolve("comment").toString()));
        assertEquals(new StubbedShell.Outcome(0, ""), outcome);
    }
}
