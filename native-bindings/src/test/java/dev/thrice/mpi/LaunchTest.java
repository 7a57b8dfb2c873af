package dev.thrice.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who started a process, by its environment. Needs no MPI. */
class LaunchTest {
    @Test
    void whoStartedItIsKnownByTheEnvironment() {
        assertEquals(Launch.OPEN_MPI, Launch.of(Map.of("OMPI_COMM_WORLD_SIZE", "2")::get));
        assertEquals(Launch.MPICH, Launch.of(Map.of("PMI_SIZE", "2")::get));
        assertEquals(Launch.ALONE, Launch.of(Map.<String, String>of()::get));
    }

    @Test
    void asManyRanksAsWereStarted() {
        Map<String, String> environment = Map.of("PMI_SIZE", "2");
        Launch.MPICH.requireSize(2, "MPICH 4.0.2", environment::get);
        Launch.ALONE.requireSize(1, "MPICH 4.0.2", environment::get);
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> Launch.MPICH.requireSize(1, "MPICH 4.0.2", environment::get));
        assertEquals(
                "MPI: mpirun of MPICH has started 2 ranks, but MPICH 4.0.2 sees 1; expected the library that belongs"
                        + " to this mpirun",
                refused.getMessage());
    }
}
