package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.jmh.JmhProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Counting of instructions, by a {@code perf} that stands in: JMH's own profiler asks it, and reads what it says. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class JmhInstructionsTest {
    /** Runs the command, and says of each tenth of a second that there were a billion. */
    private static final String COUNTING = """
            interval=
            shift
            while :; do
              case $1 in
                -I | --interval-print) interval=yes; shift 2 ;;
                -*) shift 2 ;;
                *) break ;;
              esac
            done
            if [ -z "$interval" ]; then
              echo '1000,,instructions:u,1000,100.00,,' >&2
              exec "$@"
            fi
            start=$(date +%s%N)
            "$@"
            code=$?
            end=$((($(date +%s%N) - start) / 100000000))
            for tenth in $(seq 1 $end); do
              printf '%d.%d,1000000000,,instructions:u,1000,100.00,,\\n' $((tenth / 10)) $((tenth % 10)) >&2
            done
            exit $code
            """;

    @TempDir
    private Path folder;

    /** The lines that the gate says. */
    private List<String> gate(String perf, String body, List<Integer> codes, Path json) throws Exception {
        Path program = Files.writeString(folder.resolve("perf"), "#!/bin/sh\n" + perf);
        assertTrue(program.toFile().setExecutable(true));
        String build = JmhProject.build(folder, "build", "@Benchmark public int sum() { " + body + " }\n");
        List<String> java = List.of(
                "env",
                "JMH_PERF=" + program,
                GateProcess.java(),
                "-cp",
                GateProcess.classPath(),
                StandAlone.class.getName());
        List<String> arguments = List.of(
                "--base=" + build,
                "--candidate=" + build,
                "--forks=3",
                "--json=" + json,
                "--",
                "-i",
                "3",
                "-r",
                "200ms");
        try (GateProcess gate = new GateProcess(folder, java, arguments)) {
            assertTrue(codes.contains(gate.code()), gate.errors());
            return gate.errors().lines().toList();
        }
    }

    @Test
    void whereTheyAreCountedEachForkHasThem() throws Exception {
        Path json = folder.resolve("gate.json");
        List<String> said = gate(COUNTING, "return 1 + 1;", List.of(0, 1, 3), json);
        assertTrue(said.stream().noneMatch(line -> line.contains("instructions")), said::toString);
        JsonNode found = JsonFile.tree(json);
        assertTrue(found.path("plan").path("instructions").asBoolean());
        assertTrue(found.path("forks").size() >= 3);
        for (JsonNode fork : found.path("forks")) {
            for (String side : List.of("base", "candidate")) {
                JsonNode instructions = fork.path(side).path("result").path("instructions");
                assertEquals(1, instructions.size(), fork::toString);
                assertTrue(instructions.path(0).asDouble() > 0, fork::toString);
            }
        }
    }

    @Test
    void whereTheyAreNotItIsSaidOnce() throws Exception {
        String denied = "echo '<not supported>,,instructions:u,0,100.00,,' >&2";
        List<String> said = gate(denied, "throw new Error(\"enough\");", List.of(4), folder.resolve("gate.json"));
        String expected =
                "thrice: instructions are not counted here: " + folder.resolve("perf") + " says <not supported>";
        assertEquals(1, said.stream().filter(expected::equals).count(), said::toString);
        assertTrue(
                said.getLast().endsWith("failed: enough"), said::toString); // by JMH, which was not given the profiler
    }
}
