package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.Main;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mpirun thrice scaling}, by each MPI that is installed. */
class ScalingCommandTest {
    private static final String SMALL = "scaling --hidden-layers 4 --width 8 --batch 8 --rounds 6 --provider scalar";

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("ScalingCommandTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    /** 4 steps: 2 ranks pass a feedforward value and 4 errors of 8 samples x 8 features. */
    @ParameterizedTest
    @MethodSource("installed")
    void stepsAndMessagesAreTimedAndCounted(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), SMALL.split(" ", -1));
        assertEquals(0, run.exitCode(), run::toString);
        String all = String.join("\n", run.lines());
        assertTrue(all.contains("2 ranks of " + (mpirun == Mpirun.MPICH ? "MPICH" : "Open MPI")), all);
        assertTrue(all.contains("a step by layers has 5 of 1280 bytes in all"), all);
        assertTrue(
                all.matches("(?s).*FPA-PC, layers on 2 ranks +[0-9.]+ +[0-9.]+ \\([0-9.]+ to [0-9.]+\\) +[0-9.]+.*"),
                all);
        assertTrue(all.matches("(?s).*backpropagation, samples on 2 ranks +[0-9.]+ +[0-9.]+ .*"), all);
        assertTrue(all.matches("(?s).*the same, added by MPI_Allreduce +[0-9.]+ +[0-9.]+ .*"), all);
        String judged = " +[0-9.]+ +(\\[[0-9.]+, [0-9.]+]|of 6 rounds .*) +>= 1 +(holds|violated|inconclusive)\n.*";
        assertTrue(all.matches("(?s).*\\(3.32\\) FPA-PC, layers on 2 ranks" + judged), all);
        assertTrue(all.matches("(?s).*\\(3.36\\) Z-IL, layers on 2 ranks" + judged), all);
    }

    /** There is no message to measure, so none to multiply; what is simulated, if the model is near enough, says so. */
    @Test
    void oneRankSaysNothingOfSlowerMessages() throws Exception {
        Mpirun.Run run = Mpirun.alone(Main.class, Map.of(), SMALL.split(" ", -1));
        assertEquals(0, run.exitCode(), run::toString);
        String all = String.join("\n", run.lines());
        assertFalse(all.contains("a message, us"), all);
        assertTrue(all.contains("they take no time") || all.contains("nothing is said of more ranks"), all);
        assertTrue(all.contains("backpropagation, 1 worker "), all);
    }

    @ParameterizedTest
    @MethodSource("installed")
    void moreRanksThanLayersAreRefused(Mpirun mpirun) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, 3, Map.of(), "scaling", "--hidden-layers", "1");
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of("rank 0: --hidden-layers 1, expected 2 or more, a layer a rank"),
                run.lines().stream().filter(line -> line.startsWith("rank ")).toList(),
                run::toString);
    }
}
