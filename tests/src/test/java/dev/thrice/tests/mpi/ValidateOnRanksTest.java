package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mpirun thrice validate}, by each MPI that is installed. */
class ValidateOnRanksTest {
    private static final String SMALL =
            "validate --quick --accept-invalid --generated --forks=1 --alone --batch=8 --provider=scalar --widths=784,8,8,10";

    @TempDir
    Path folder;

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("ValidateOnRanksTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    /** One result, with the paper's claims about one processor a layer judged over ranks; judged anew it is the same. */
    @ParameterizedTest
    @MethodSource("installed")
    void oneProcessIsMeasuredAndThenTheRanks(Mpirun mpirun) throws Exception {
        Path json = folder.resolve("run.json");
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), arguments("--json=" + json));
        assertEquals(0, run.exitCode(), run::toString);
        List<String> starts = lines(run, "thrice: measuring own widths");
        assertEquals(1, starts.size(), run::toString);
        assertTrue(starts.getFirst().contains(", then the first over 2 ranks of "), starts.getFirst());
        assertEquals(1, lines(run, "TIME{backprop} <= 3 w sum C_i").size(), run::toString);
        String all = String.join("\n", run.lines());
        boolean restless =
                all.contains("INVALID: ") || all.replaceAll("\\s+", " ").contains("ranks are not judged: ");
        assertTrue(restless || all.contains("(3.32) fpa, layers on 2 ranks >= backprop on 1"), all);
        assertTrue(restless || all.contains("(3.36) z-il, layers on 2 ranks >= backprop on 1"), all);
        String document = Files.readString(json);
        assertTrue(document.contains("\"ranks\" : 2"), document);
        Mpirun.Run again = mpirun.run(Main.class, 2, Map.of(), "validate", "--from=" + json);
        assertEquals(1, lines(again, "TIME{backprop} <= 3 w sum C_i").size(), again::toString);
    }

    /** One that measures nothing would not come to what the other waits for. */
    @ParameterizedTest
    @MethodSource("installed")
    void otherOptionsOnOneRankAreRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.runApart(Main.class, List.of(arguments(), new String[] {
            "validate", "--from=" + folder.resolve("none.json")
        }));
        assertNotEquals(0, run.exitCode(), run::toString);
        List<String> said = lines(run, "rank ");
        assertEquals(1, said.size(), run::toString);
        assertTrue(said.getFirst().startsWith("rank 1: options: validate --from="), said.getFirst());
    }

    @ParameterizedTest
    @MethodSource("installed")
    void moreRanksThanLayersAreRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, 4, Map.of(), arguments());
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of("rank 0: 4 ranks for 784 - 8 - 8 - 10, layers 3, expected at least one a rank"),
                lines(run, "rank "),
                run::toString);
    }

    private static String[] arguments(String... more) {
        return Stream.concat(Stream.of(SMALL.split(" ", -1)), Stream.of(more)).toArray(String[]::new);
    }

    private static List<String> lines(Mpirun.Run run, String start) {
        return run.lines().stream().filter(line -> line.startsWith(start)).toList();
    }
}
