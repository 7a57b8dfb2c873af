package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of action.yml, with a java, a mvn and a gh that stand in, and with git itself. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class GateActionTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path SCRIPTS = ROOT.resolve("gate-cli/action");

    /** Notes its arguments, and ends as it is told: with a summary if it has a verdict. */
    private static final String JAVA = """
            for each; do
              echo "<$each>" >> arguments
              case $each in --markdown=*) summary=${each#*=} ;; esac
            done
            [ -z "$VERDICT" ] || printf '### Performance gate: %s\\n\\nrow\\n' "$VERDICT" > "$summary"
            echo "thrice: why it is so"
            exit "$CODE"
            """;

    @TempDir
    private Path folder;

    private StubbedShell shell;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void asOnARunner() throws Exception {
        shell = new StubbedShell(folder);
        shell.program("java", JAVA);
        shell.program("mvn", "echo 'no JDK 25'; exit 1");
        for (String input : ActionFile.variables("Compare")) {
            environment.put(input, "");
        }
        environment.putAll(Map.of("GATE_PROGRAM", "gate.jar", "GATE_BASE", "old.jar", "CODE", "0", "VERDICT", "PASS"));
        environment.put("RUNNER_TEMP", folder.toString());
        environment.put("GITHUB_ACTION_PATH", folder.toString());
        environment.put("GITHUB_OUTPUT", folder.resolve("output").toString());
        environment.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        Files.writeString(folder.resolve("old.jar"), "");
    }

    /** Which ends with 0 whatever comes out. */
    private Map<String, String> compare() throws Exception {
        Files.deleteIfExists(folder.resolve("output"));
        StubbedShell.Outcome outcome = shell.run(
                environment, List.of("bash", SCRIPTS.resolve("compare").toString()));
        assertEquals(0, outcome.code(), outcome.said());
        Map<String, String> outputs = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("output"))) {
            String[] parts = line.split("=", 2);
            outputs.put(parts[0], parts[1]);
        }
        return outputs;
    }

    private String summary() throws IOException {
        return Files.readString(folder.resolve("summary"));
    }

    private List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("arguments"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, PASS",
        "0, INCONCLUSIVE: the machine", // with --undecided pass
        "1, FAIL",
        "3, INVALID: the machine",
        "4, FAIL", // its JSON could not be written
    })
    void aVerdictIsToldWithItsCode(String code, String verdict) throws Exception {
        environment.putAll(Map.of("CODE", code, "VERDICT", verdict));
        Map<String, String> outputs = compare();
        assertEquals(code, outputs.get("code"));
        assertEquals(verdict.replaceAll(":.*", ""), outputs.get("verdict"));
        assertTrue(summary().startsWith("### Performance gate: " + verdict + "\n"), summary());
    }

    /** A java that is too old ends with 1, and a gate that is asked for its help with 0. */
    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "2, 2", "3, 4", "4, 4", "5, 5", "130, 130", "137, 137", "143, 143", "255, 255"})
    void withoutASummaryNothingWasCompared(String code, String expected) throws Exception {
        environment.putAll(Map.of("CODE", code, "VERDICT", ""));
        Map<String, String> outputs = compare();
        assertEquals(expected, outputs.get("code"));
        assertEquals("", outputs.get("verdict"));
        assertEquals(
                "### Performance gate: nothing was compared (code " + expected + ")\n\n    thrice: why it is so\n",
                summary());
    }

    @Test
    void inputsAreWordsForTheGateAndNeverForAShell() throws Exception {
        environment.put("GATE_BUILD", "mvn -q package; touch \"$(pwd)/run\"");
        environment.put("GATE_FORKS", "8");
        environment.put("GATE_UNDECIDED", "pass");
        environment.put("GATE_OPTIONS", "--patience=60  --seed 2\n--cache 'a folder'");
        environment.put("GATE_JMH", "Parser -e \"Slow one\" '$(touch run)' `touch run`");
        compare();
        List<String> given = arguments();
        assertEquals(List.of("<-jar>", "<gate.jar>", "<--base=old.jar>"), given.subList(0, 3));
        assertTrue(given.contains("<--build=mvn -q package; touch \"$(pwd)/run\">"), given::toString);
        int first = given.indexOf("<--undecided=pass>");
        assertEquals("<--forks=8>", given.get(first - 1));
        assertEquals(
                List.of(
                        "<--patience=60>",
                        "<--seed>",
                        "<2>",
                        "<--cache>",
                        "<a folder>",
                        "<-->",
                        "<Parser>",
                        "<-e>",
                        "<Slow one>",
                        "<$(touch run)>",
                        "<`touch>",
                        "<run`>"),
                given.subList(first + 4, given.size())); // behind the files
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource({
        "GATE_BASE, '', 2, base is missing",
        "GATE_JMH, it's, 2, a quote is open",
        "GATE_PROGRAM, '', 4, the gate itself does not build",
    })
    void whatKeepsTheGateFromBeingRun(String variable, String value, String code, String reason) throws Exception {
        environment.put(variable, value);
        assertEquals(code, compare().get("code"));
        assertTrue(summary().contains(reason), summary());
        assertFalse(Files.exists(folder.resolve("arguments")));
    }

    private String git(String script) throws Exception {
        StubbedShell.Outcome outcome = shell.script(
                "git() { command git -c user.name=a -c user.email=a -c init.defaultBranch=main -c protocol.file.allow=always \"$@\"; }\n"
                        + script,
                environment);
        assertEquals(0, outcome.code(), outcome.said());
        return outcome.said().strip();
    }

    /** What the base got meanwhile is not the change's; of a merge of both it is. */
    @ParameterizedTest
    @CsvSource({"change, main~1", "merge, main"})
    void theBaseIsWhereTheChangeLeftIt(String head, String expected) throws Exception {
        environment.put("GATE_BASE", "");
        environment.put("GATE_PULL_BASE", git("""
                git init -q .
                git commit -q --allow-empty -m first
                git checkout -q -b change
                git commit -q --allow-empty -m changed
                git checkout -q main
                git commit -q --allow-empty -m meanwhile
                git checkout -q -b merge
                git merge -q change
                git rev-parse main
                """));
        git("git checkout -q " + head);
        compare();
        assertTrue(arguments().contains("<--base=" + git("git rev-parse " + expected) + ">"), arguments()::toString);
    }

    /** As actions/checkout makes it unless it is told otherwise. */
    @Test
    void whatAShallowCloneLacksIsFetched() throws Exception {
        String base = git("""
                git init -q origin; cd origin
                git commit -q --allow-empty -m first
                git rev-parse HEAD
                git commit -q --allow-empty -m second
                cd ..
                git clone -q --depth 1 "file://$PWD/origin" clone 2> /dev/null
                """);
        StubbedShell inClone = new StubbedShell(folder.resolve("clone"));
        inClone.program("java", JAVA);
        environment.putAll(Map.of("GATE_BASE", "", "GATE_PULL_BASE", base));
        inClone.run(environment, List.of("bash", SCRIPTS.resolve("compare").toString()));
        List<String> given = Files.readAllLines(folder.resolve("clone/arguments"));
        assertTrue(given.contains("<--base=" + base + ">"), given::toString);
    }

    /** What GitHub answers: of all comments on a pull request some may be ours, or look so. */
    private static final String COMMENTS = """
            [ { "id": 1, "user": { "login": "somebody" }, "body": "<!-- thrice-gate: a_b -->\\nby hand" },
              { "id": 2, "user": { "login": "github-actions[bot]" }, "body": "<!-- thrice-gate: other -->\\nx" },
              { "id": 3, "user": { "login": "github-actions[bot]" }, "body": "<!-- thrice-gate: a_b -->\\r\\nold" } ]
            """;

    private StubbedShell.Outcome comment(String comments, String summary, String gh) throws Exception {
        assumeTrue(git("command -v jq || true").endsWith("jq"), "no jq, which is in GitHub's own command");
        Files.writeString(folder.resolve("comments"), comments);
        Files.writeString(folder.resolve("summary.md"), summary);
        shell.program("gh", """
                echo "$*" >> asked
                for each; do
                  [ "$last" != --jq ] || exec jq -r "$each" comments
                  case $each in body=@*) cp "${each#*@}" body ;; esac
                  last=$each
                done
                """ + gh);
        environment.putAll(Map.of(
                "GATE_FOLDER", folder.toString(),
                "GATE_NAME", "a b",
                "GATE_PULL", "7",
                "GITHUB_REPOSITORY", "us/ours",
                "GH_TOKEN", "none"));
        return shell.run(environment, List.of("bash", SCRIPTS.resolve("comment").toString()));
    }

    @Test
    void theFirstCommentIsNewAndLaterOnesTakeItsPlace() throws Exception {
        assertEquals(new StubbedShell.Outcome(0, ""), comment("[]", "### Performance gate: PASS\n", ""));
        assertEquals("<!-- thrice-gate: a_b -->\n### Performance gate: PASS\n", read("body"));
        assertTrue(read("asked").contains("--method POST repos/us/ours/issues/7/comments --field"), read("asked"));
        assertEquals(new StubbedShell.Outcome(0, ""), comment(COMMENTS, "### Performance gate: FAIL\n", ""));
        assertTrue(read("asked").contains("--method PATCH repos/us/ours/issues/comments/3 --field"), read("asked"));
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** As that of a pull request of a fork. */
    @Test
    void aTokenThatMayOnlyReadIsToldOfInALine() throws Exception {
        String refused = "{\\n  message: no\\n}\\ngh: Resource not accessible by integration (HTTP 403)";
        StubbedShell.Outcome outcome = comment("[]", "x", "printf '" + refused + "\\n' >&2; exit 1");
        assertEquals(
                "::notice::thrice: no comment on the pull request: gh: Resource not accessible by integration (HTTP 403)\n",
                outcome.said());
        assertEquals(0, outcome.code());
    }

    @Test
    void aTableThatIsTooLongForACommentStaysInTheSummary() throws Exception {
        comment("[]", "### Performance gate: PASS\n" + "| x |\n".repeat(20_000), "");
        String body = read("body");
        assertTrue(body.contains("### Performance gate: PASS\n"), body);
        assertTrue(body.length() < 65_536 && !body.contains("| x |"), body);
    }
}
