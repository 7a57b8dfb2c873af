package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ranks that mpirun starts, by each MPI that is installed. */
class MpiTest {
    private static final Map<String, String> NOTHING = Map.of();

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("MpiTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    static Stream<Arguments> ranks() {
        return Mpirun.installed().stream()
                .flatMap(mpirun -> Stream.of(1, 2, 4).map(ranks -> Arguments.of(mpirun, ranks)));
    }

    static Stream<Arguments> failures() {
        return Mpirun.installed().stream()
                .flatMap(mpirun -> Stream.of(
                        Arguments.of(mpirun, "throws", "no more room; for anything"),
                        Arguments.of(mpirun, "overflows", "stack overflow error"),
                        Arguments.of(
                                mpirun,
                                "lengths 500000",
                                "exchange: message from rank 0 by tag 3 has 500000 floats, expected 4"),
                        Arguments.of(mpirun, "shapes", "sum: tensors: [[2 x 4]], expected [[2 x 3]], as rank 0 has"),
                        Arguments.of(
                                mpirun,
                                "abandons",
                                "exchange: cannot be closed, since it was started and not awaited yet")));
    }

    @ParameterizedTest
    @MethodSource("ranks")
    void works(Mpirun mpirun, int ranks) throws Exception {
        requireWorking(mpirun.run(Ranks.class, ranks, NOTHING, "works"), mpirun, ranks);
    }

    /** Nothing is said of it, by MPI neither: MPICH on UCX warns of what nobody has received. */
    @ParameterizedTest
    @MethodSource("installed")
    void whatIsPlannedNeedNotBeStarted(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 2, NOTHING, "unused");
        assertEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of(),
                run.lines().stream()
                        .filter(line -> !line.contains(": planned: "))
                        .toList());
    }

    /** Longer than the time-out, which is for ranks that do not sleep. */
    @ParameterizedTest
    @MethodSource("installed")
    void whoSleepsWaitsHoweverLongItTakes(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 3, Map.of("THRICE_MPI_TIMEOUT", "1"), "sleeps");
        assertEquals(0, run.exitCode(), run::toString);
        assertEquals(List.of(), run.lines());
    }

    /** The user has UCX handle signals, which by default it does where an MPI loads it: the JVM's handlers are put back. */
    @ParameterizedTest
    @MethodSource("installed")
    void nullPointersAreExceptionsWhereUcxHandlesSignals(Mpirun mpirun) throws Exception {
        requireWorking(mpirun.run(Ranks.class, 2, Map.of("UCX_HANDLE_ERRORS", "bt,freeze"), "works"), mpirun, 2);
    }

    private static void requireWorking(Mpirun.Run run, Mpirun mpirun, int ranks) {
        List<String> expected = new ArrayList<>();
        String gathered =
                IntStream.range(0, ranks).mapToObj("x"::repeat).toList().toString();
        for (int rank = 0; rank < ranks; rank++) {
            expected.add(rank + ": rank " + rank + " of " + ranks);
            expected.add(rank + ": null pointers: 500");
            expected.add(rank + ": broadcast: from " + (ranks - 1));
            expected.add(rank + ": gathered: " + gathered);
            expected.add(rank + ": ring: true");
            expected.add(rank + ": strided: true");
            expected.add(rank + ": sums: true");
            expected.add(rank + ": library adds: true");
            expected.add("refused: MPI was started in this process before, expected one start");
        }
        String library = mpirun == Mpirun.OPEN_MPI ? "Open MPI v[\\d.]+" : "MPICH [\\d.]+";
        List<String> found = run.lines().stream()
                .filter(line -> line.matches("\\d+: .*|refused: .*")) // mpirun may have words of its own
                .map(line -> line.replaceFirst("(?<=^\\d: )" + library + ", ", ""))
                .sorted()
                .toList();
        assertEquals(expected.stream().sorted().toList(), found);
        assertEquals(0, run.exitCode());
    }

    @ParameterizedTest
    @MethodSource("installed")
    void allocatesNothing(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 2, NOTHING, "allocated");
        List<String> expected = List.of("0: allocated: 0", "1: allocated: 0");
        assertEquals(
                expected,
                run.lines().stream()
                        .filter(line -> line.contains("allocated"))
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aRankThatThrowsEndsAll(Mpirun mpirun, String what, String expected) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 2, NOTHING, what.split(" ", -1));
        assertNotEquals(0, run.exitCode(), run::toString);
        // Once, and nothing else of a rank's; what mpirun says of it is its own.
        List<String> said =
                run.lines().stream().filter(line -> line.startsWith("rank 1: ")).toList();
        assertEquals(List.of("rank 1: " + expected), said, run::toString);
        assertTrue(run.lines().stream().noneMatch(line -> line.matches(".*(Exception|Error:|\tat ).*")), run::toString);
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aMessageThatNeverComesEndsAll(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 2, Map.of("THRICE_MPI_TIMEOUT", "2"), "waits");
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of(
                        "rank 1: waited 2 s for exchange: message from rank 0 by tag 3, and other ranks did not come to it"
                                + " (THRICE_MPI_TIMEOUT)"),
                run.lines().stream().filter(line -> line.startsWith("rank ")).toList());
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aRankThatIsKilledEndsAll(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 3, NOTHING, "dies");
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of(),
                run.lines().stream().filter(line -> line.startsWith("rank ")).toList());
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aTimeOutThatIsNoneIsRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 1, Map.of("THRICE_MPI_TIMEOUT", "soon"), "works");
        assertNotEquals(0, run.exitCode(), run::toString);
        assertTrue(
                run.lines().stream()
                        .anyMatch(line -> line.contains("THRICE_MPI_TIMEOUT=soon, expected seconds, 1 to 999999999")),
                run::toString);
    }

    @ParameterizedTest
    @MethodSource("installed")
    void mistakesAreRefusedBeforeMpiIsCalled(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Ranks.class, 1, NOTHING, "mistakes");
        assertEquals(
                List.of(
                        "refused: exchange: tensor arena is closed",
                        "refused: exchange: tensor arena is closed",
                        "refused: exchange: cannot be awaited, since it was not started",
                        "refused: exchange: cannot be started, since it is closed",
                        "refused: exchange: message to rank 1 by tag 0, expected a rank of 0 to 0",
                        "refused: exchange: message from rank -1 by tag 0, expected a rank of 0 to 0",
                        "refused: message to rank 0 by tag 32001, expected a tag of 0 to 32000",
                        "refused: message to rank 0 by tag -1, expected a tag of 0 to 32000",
                        "refused: broadcast from rank 1, expected a rank of 0 to 0",
                        "refused: exchange: message to rank 0 by tag 0: tensor [1 x 4] is in a confined arena, expected a"
                                + " TensorArena, an automatic or the global arena",
                        "refused: exchange: message from rank 0 by tag 0: tensor [1 x 4] is read-only, expected memory"
                                + " that may be written",
                        "refused: sum: tensor [1 x 4] is read-only, expected memory that may be written",
                        "refused: allreduce: tensor [1 x 4] is read-only, expected memory that may be written",
                        "refused: allreduce: 0 weights, expected 1, one a rank",
                        "refused: allreduce: cannot be run, since it is closed",
                        "refused: exchange: cannot be started, since it was started and not awaited yet",
                        "refused: exchange: cannot be closed, since it was started and not awaited yet",
                        "refused: MPI is called by thread another, expected the one that runs the program, main",
                        "refused: MPI is called by thread another, expected the one that runs the program, main",
                        "refused: MPI is called by thread another, expected the one that runs the program, main"),
                run.lines().stream()
                        .filter(line -> line.startsWith("refused: "))
                        .toList());
        assertEquals(0, run.exitCode());
    }

    /** As a process that nobody started is, of whichever library is found. */
    @Test
    void aloneItIsTheOnlyRank() throws Exception {
        Mpirun mpirun = Mpirun.installed().getFirst();
        requireWorking(Mpirun.alone(Ranks.class, NOTHING, "works"), mpirun, 1);
    }

    /** Of another MPI than mpirun is, every process would be the only rank. */
    @Test
    void aLibraryThatSeesOtherRanksIsRefused() throws Exception {
        boolean open = Mpirun.installed().contains(Mpirun.OPEN_MPI);
        assumeTrue(open, "mpirun.openmpi is not on PATH");
        Mpirun.Run run = Mpirun.alone(Ranks.class, Map.of("OMPI_COMM_WORLD_SIZE", "4"), "works");
        assertNotEquals(0, run.exitCode());
        assertTrue(
                run.lines().stream()
                        .anyMatch(
                                line -> line.matches("rank 0: MPI: mpirun of Open MPI has started 4 ranks, but Open MPI"
                                        + " v[\\d.]+ sees 1; expected the library that belongs to this mpirun")),
                run::toString);
    }
}
