package dev.thrice.engine.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerTeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void nobodyPassesTheBarrierBeforeAllHaveCome(int workers) {
        AtomicIntegerArray progress = new AtomicIntegerArray(workers);
        try (WorkerTeam team = new WorkerTeam(workers)) {
            for (int job = 0; job < 5; job++) {
                for (int w = 0; w < workers; w++) {
                    progress.set(w, 0);
                }
                team.run((worker, all) -> {
                    for (int step = 1; step <= 50; step++) {
                        progress.set(worker, step);
                        all.meet();
                        for (int w = 0; w < workers; w++) {
                            if (progress.get(w) < step) {
                                throw new AssertionError("worker " + w + " has not come to step " + step);
                            }
                        }
                        all.meet();
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureIsThrownToTheCallerAndTheTeamGoesOn(int failing) {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (Throwable failure : new Throwable[] {new ArithmeticException("one"), new AssertionError("two")}) {
                Throwable thrown = assertThrows(
                        failure.getClass(),
                        () -> team.run((worker, all) -> {
                            if (worker == failing) {
                                throwUnchecked(failure);
                            }
                            all.meet();
                        }));
                assertEquals(failure, thrown);
            }
            AtomicIntegerArray ran = new AtomicIntegerArray(3);
            team.run((worker, all) -> {
                all.meet();
                ran.incrementAndGet(worker);
            });
            assertEquals("[1, 1, 1]", ran.toString());
        }
    }

    @Test
    void aTeamHasAtLeastOneWorker() {
        assertThrows(IllegalArgumentException.class, () -> new WorkerTeam(0));
    }

    private static void throwUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
