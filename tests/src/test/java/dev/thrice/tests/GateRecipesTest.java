package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What a CI makes of the gate's exit code, by the recipes of docs/gate-ci.md and by our own script; the gate stands in. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class GateRecipesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<Integer> PASSING = List.of(0, 3); // PASS, and undecided where that is to pass

    /** Ends as it is told, and writes a summary if it has a verdict. */
    private static final String GATE = """
            for each; do
              case $before in --markdown) summary=$each ;; esac
              before=$each
            done
            case $CODE in 0|1|3) [ -z "$summary" ] || echo "verdict $CODE" > "$summary" ;; esac
            case "$CODE $*" in "3 "*" --undecided pass"*|"3 "*" --undecided=pass"*) exit 0 ;; esac
            exit "$CODE"
            """;

    @TempDir
    private Path folder;

    private StubbedShell shell;

    @BeforeEach
    void aGateThatEndsAsItIsTold() throws IOException {
        shell = new StubbedShell(folder);
        shell.program("java", GATE);
        shell.program("git", "echo \"$*\" >> asked; echo 1234; exit \"$GIT\"");
        Files.createSymbolicLink(folder.resolve("thrice"), folder.resolve("stand-ins/java"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 64, 126, 127, 130, 137, 143, 255})
    void onlyVerdictsWithoutAFailurePass(int code) throws Exception {
        for (String script : List.of(forAnyShell(), forGitHub(), forGitLab(), forJenkins(), ours())) {
            assertEquals(PASSING.contains(code), run(script, code, 0), script);
        }
        for (List<String> command : List.of(forMaven(), forGradle())) {
            StubbedShell.Outcome outcome = shell.run(environment(code, 0), command);
            assertEquals(PASSING.contains(code), outcome.code() == 0, command::toString);
        }
    }

    /** Green or not. */
    private boolean run(String script, int code, int git) throws Exception {
        return shell.script(script, environment(code, git)).code() == 0;
    }

    private Map<String, String> environment(int code, int git) {
        return Map.of(
                "CODE", String.valueOf(code),
                "GIT", String.valueOf(git),
                "GITHUB_STEP_SUMMARY", folder.resolve("shown").toString(),
                "THRICE_GATE", "gate.jar",
                "CHANGE_TARGET", "main",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA", "1234",
                "base", "HEAD^");
    }

    /** As a branch that was not fetched. */
    @Test
    void aBaseThatGitDoesNotKnowFails() throws Exception {
        for (String script : List.of(forAnyShell(), forJenkins())) {
            assertFalse(run(script, 0, 128), script);
            assertTrue(Files.readString(folder.resolve("asked")).contains("merge-base HEAD origin/main"), script);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 130})
    void theSummaryOfAnEarlierRunIsNotShownForThisOne(int code) throws Exception {
        for (String script : List.of(forAnyShell(), forGitHub(), forGitLab(), forJenkins())) {
            Files.writeString(folder.resolve("summary.md"), "verdict of yesterday");
            run(script, code, 0);
            assertFalse(Files.exists(folder.resolve("summary.md")), script);
            assertFalse(Files.exists(folder.resolve("shown")), script);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aVerdictIsShown(int code) throws Exception {
        run(forGitHub(), code, 0);
        assertEquals("verdict " + code + "\n", Files.readString(folder.resolve("shown")));
    }

    /** And it may write what it comments. */
    @Test
    void theRecipeOfTheActionHasItsInputs() throws Exception {
        Map<String, Object> workflow = ActionFile.yaml(recipe("GitHub", "yaml"));
        assertEquals("write", ActionFile.map(workflow.get("permissions")).get("pull-requests"));
        Map<String, Object> step = steps(workflow).getLast();
        Map<String, Object> known = ActionFile.map(ActionFile.read().get("inputs"));
        assertTrue(known.keySet().containsAll(ActionFile.map(step.get("with")).keySet()), step::toString);
        for (String input : known.keySet()) {
            assertTrue(section("GitHub").contains("`" + input + "`"), input);
        }
    }

    /** Neither lets a failure be ignored. */
    @ParameterizedTest
    @ValueSource(strings = {"continue-on-error", "allow_failure", "returnStatus", "successCodes", "ignoreExitValue"})
    void nothingTurnsRedIntoGreen(String word) throws Exception {
        assertFalse(document().contains(word));
    }

    private static String forAnyShell() throws IOException {
        return recipe("Any shell", "sh");
    }

    private static String forGitHub() throws IOException {
        return steps(ActionFile.yaml(recipe("GitHub by hand", "yaml"))).stream()
                .filter(step -> step.containsKey("run"))
                .map(step -> step.get("run").toString())
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, Object>> steps(Map<String, Object> workflow) {
        Map<String, Object> job =
                ActionFile.map(ActionFile.map(workflow.get("jobs")).get("gate"));
        return ActionFile.list(job.get("steps"));
    }

    private static String forGitLab() throws IOException {
        Map<String, Object> job =
                ActionFile.map(ActionFile.yaml(recipe("GitLab", "yaml")).get("gate"));
        List<String> lines = new ArrayList<>();
        ((List<?>) job.get("script")).forEach(line -> lines.add((String) line));
        return String.join("\n", lines);
    }

    private static String forJenkins() throws IOException {
        return RecordedScript.calls(recipe("Jenkins", "groovy"))
                .get("sh")
                .getFirst()
                .toString();
    }

    private static List<String> forGradle() throws IOException {
        Map<String, List<Object>> calls = RecordedScript.calls(recipe("Gradle", "groovy"));
        assertEquals(List.of("jmhJar"), calls.get("dependsOn"));
        // not "base", by which Gradle finds the extension of that name that its plugin java has
        assertEquals(List.of("gateBase"), calls.get("gradleProperty"));
        return calls.get("commandLine").stream().map(String::valueOf).toList();
    }

    private static List<String> forMaven() throws Exception {
        Document profile = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(recipe("Maven", "xml").getBytes(StandardCharsets.UTF_8)));
        List<String> command = new ArrayList<>();
        for (String tag : List.of("executable", "argument")) {
            NodeList nodes = profile.getElementsByTagName(tag);
            for (int i = 0; i < nodes.getLength(); i++) {
                command.add(nodes.item(i).getTextContent());
            }
        }
        return command;
    }

    private static String ours() throws IOException {
        return found(Files.readString(ROOT.resolve(".ci/run")), "(?m)^(\\./thrice gate .*)$");
    }

    /** The first block of a language in a section. */
    private static String recipe(String heading, String language) throws IOException {
        return found(section(heading), "(?s)```" + language + "\\n(.*?)```");
    }

    private static String section(String heading) throws IOException {
        return found(document(), "(?s)\\n## " + heading + "\\n(.*?)(?=\\n## |$(?!\\n))");
    }

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/gate-ci.md"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }
}
