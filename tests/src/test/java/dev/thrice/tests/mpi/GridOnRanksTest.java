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

/** {@code mpirun thrice study}, by each MPI that is installed. */
class GridOnRanksTest {
    private static final String STUDY =
            "study feedback --generated --samples 1100 --seeds 1 --width 8 --hidden-layers 1,2 --epochs 1 --provider scalar";

    private static final int CELLS = 12;

    @TempDir
    Path folder;

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("GridOnRanksTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    /** Each rank runs some of the cells; rank 0 alone says what all of them came to. */
    @ParameterizedTest
    @MethodSource("installed")
    void cellsOnRanksComeToWhatOneProcessFinds(Mpirun mpirun) throws Exception {
        Path alone = folder.resolve("alone.json");
        Path ranks = folder.resolve("ranks.json");
        Mpirun.Run one = Mpirun.alone(Main.class, Map.of(), arguments("alone", "--json=" + alone));
        assertEquals(0, one.exitCode(), one::toString);
        Mpirun.Run two = mpirun.run(Main.class, 2, Map.of(), arguments("ranks", "--json=" + ranks));
        assertEquals(0, two.exitCode(), two::toString);
        assertEquals(Files.readString(alone), Files.readString(ranks));
        List<String> starts = lines(two, CELLS + " runs, results in ");
        assertEquals(1, starts.size(), two::toString);
        assertTrue(starts.getFirst().endsWith(": 0 are there, 6 to do by shard 1/2"), starts.getFirst());
        assertEquals(1, lines(two, "study feedback on ").size(), two::toString);
        assertEquals(answers(one), answers(two));
    }

    private static List<String> answers(Mpirun.Run run) {
        return lines(run, "By ");
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aShardOfARanksShardIsRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), arguments("none", "--shard=1/2"));
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of("rank 0: --shard 1/2, expected none under mpirun, which gives each rank one"),
                lines(run, "rank "),
                run::toString);
    }

    /** As of a folder of a machine's own. */
    @ParameterizedTest
    @MethodSource("installed")
    void aFolderThatRanksDoNotShareIsTold(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.runApart(
                Main.class, List.of(arguments("here", "--at-once=1"), arguments("there", "--at-once=1")));
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of("rank 1: --results " + folder.resolve("there")
                        + ": rank 1 does not see what rank 0 writes there, expected a folder that all ranks share"),
                lines(run, "rank "),
                run::toString);
        try (Stream<Path> left = Files.list(folder.resolve("here"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("installed")
    void whatMeasuresOneProcessIsRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), "peers");
        assertNotEquals(0, run.exitCode(), run::toString);
        assertTrue(
                run.lines()
                        .contains(
                                "thrice: started by mpirun, ranks 2, expected no mpirun: several would measure each other"),
                run::toString);
    }

    private static List<String> lines(Mpirun.Run run, String start) {
        return run.lines().stream().filter(line -> line.startsWith(start)).toList();
    }

    private String[] arguments(String results, String more) {
        return Stream.concat(Stream.of(STUDY.split(" ", -1)), Stream.of("--results=" + folder.resolve(results), more))
                .toArray(String[]::new);
    }
}
