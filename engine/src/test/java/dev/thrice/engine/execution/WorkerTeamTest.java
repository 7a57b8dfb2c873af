package dev.thrice.engine.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.parallel.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
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

    /** As on a CompletableFuture, for which a pool makes up for the worker that waits. */
    @Test
    void aTeamIsClosedWhoseWorkerHasWaitedForOthers() {
        assertTimeoutPreemptively(Duration.ofSeconds(40), () -> {
            try (WorkerTeam team = new WorkerTeam(2)) {
                AtomicBoolean waited = new AtomicBoolean();
                team.run((worker, all) -> {
                    if (worker == 1) {
                        CompletableFuture.runAsync(
                                        () -> pause(),
                                        task -> Thread.ofPlatform().daemon().start(task))
                                .join();
                        waited.set(true);
                    }
                });
                assertTrue(waited.get());
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureIsThrownToTheCallerAndTheTeamGoesOn(int failing) {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (Throwable failure : new Throwable[] {
                new ArithmeticException("one"),
                new AssertionError("two"),
                new IOException("three"),
                new Throwable("four")
            }) {
                Throwable thrown = assertThrows(
                        failure.getClass(),
                        () -> team.run((worker, all) -> {
                            if (worker == failing) {
                                WorkerTeamTest.<RuntimeException>throwAsUnchecked(failure);
                            }
                            all.meet();
                        }));
                assertSame(failure, thrown);
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

    /** From the caller's share and from another's, in every way in which a team can be entered. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatEntersATeamFromWithinItsJobIsRefusedAndTheJobGoesOn(int entering) {
        List<Consumer<WorkerTeam>> ways = List.of(WorkerTeam::close, team -> team.run((worker, all) -> {}));
        for (Consumer<WorkerTeam> way : ways) {
            assertEnds(() -> {
                try (WorkerTeam team = new WorkerTeam(2)) {
                    AtomicIntegerArray refused = new AtomicIntegerArray(2);
                    team.run((worker, all) -> {
                        if (worker == entering) {
                            assertThrows(IllegalStateException.class, () -> way.accept(all));
                            refused.incrementAndGet(0);
                        }
                        all.meet();
                        refused.incrementAndGet(1);
                    });
                    assertEquals("[1, 2]", refused.toString());
                }
            });
        }
    }

    @Test
    void aTeamThatIsAtWorkIsNeitherRunNorClosedByAnotherThread() {
        assertEnds(() -> {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch looked = new CountDownLatch(1);
            AtomicInteger ran = new AtomicInteger();
            try (WorkerTeam team = new WorkerTeam(2)) {
                Thread caller = Thread.ofPlatform()
                        .daemon()
                        .start(() -> team.run((worker, all) -> {
                            inside.countDown();
                            await(looked);
                            all.meet();
                            ran.incrementAndGet();
                        }));
                await(inside);
                assertThrows(IllegalStateException.class, () -> team.run((worker, all) -> {}));
                assertThrows(IllegalStateException.class, team::close);
                looked.countDown();
                caller.join();
                assertEquals(2, ran.get());
            }
        });
    }

    /** Whenever the one comes between the other: a job is done whole, or refused. */
    @Test
    void closingAndRunningAtTheSameTimeBothEnd() {
        WorkerTeam.Job job = (worker, all) -> all.meet();
        SplittableRandom random = new SplittableRandom(1);
        assertEnds(() -> {
            for (int round = 0; round < 200; round++) {
                WorkerTeam team = new WorkerTeam(2);
                AtomicInteger jobs = new AtomicInteger();
                Thread runner = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        for (int i = 0; i < 5; i++) {
                            team.run(job);
                            jobs.incrementAndGet();
                        }
                    } catch (IllegalStateException closed) {
                        assertEquals("worker team is closed", closed.getMessage());
                    }
                });
                while (jobs.get() == 0) {
                    Thread.onSpinWait();
                }
                for (int i = random.nextInt(200); i > 0; i--) {
                    Thread.onSpinWait();
                }
                while (!closes(team)) {
                    Thread.onSpinWait();
                }
                runner.join();
            }
        });
    }

    private static boolean closes(WorkerTeam team) {
        try {
            team.close();
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }

    @Test
    void aClosedTeamRunsNothingAndMayBeClosedAgain() {
        for (int workers : new int[] {1, 3}) {
            WorkerTeam team = new WorkerTeam(workers);
            team.close();
            team.close();
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> team.run((worker, all) -> {}));
            assertEquals("worker team is closed", e.getMessage());
        }
    }

    /** Who has ended its share cannot come any more; who failed is to blame before who waited for it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nobodyWaitsForAWorkerThatHasEndedItsShare(int absent) {
        assertEnds(() -> {
            try (WorkerTeam team = new WorkerTeam(3)) {
                for (int meetings = 0; meetings < 3; meetings++) {
                    int fewer = meetings;
                    IllegalStateException e = assertThrows(
                            IllegalStateException.class,
                            () -> team.run((worker, all) -> {
                                for (int i = 0; i < (worker == absent ? fewer : fewer + 1); i++) {
                                    all.meet();
                                }
                            }));
                    assertTrue(e.getMessage().startsWith("a worker waits for others"), e.getMessage());
                    AtomicIntegerArray ran = new AtomicIntegerArray(3);
                    team.run((worker, all) -> {
                        all.meet();
                        ran.incrementAndGet(worker);
                        all.meet();
                    });
                    assertEquals("[1, 1, 1]", ran.toString());
                }
            }
        });
    }

    /** However often a worker that has been told so comes again, and whoever comes for the first time after it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aMeetingThatSomebodyDoesNotComeToIsHeldByNobody(int workers) {
        assertEnds(() -> {
            try (WorkerTeam team = new WorkerTeam(workers)) {
                for (int absent = 0; absent < workers; absent++) {
                    int staysAway = absent;
                    AtomicInteger held = new AtomicInteger();
                    AtomicInteger told = new AtomicInteger();
                    team.run((worker, all) -> {
                        all.meet();
                        for (int i = 0; i < 2 * workers && worker != staysAway; i++) {
                            try {
                                all.meet();
                                held.incrementAndGet();
                            } catch (IllegalStateException broken) {
                                told.incrementAndGet();
                            }
                        }
                    });
                    assertEquals(0, held.get());
                    assertEquals(2 * workers * (workers - 1), told.get());
                }
                AtomicInteger met = new AtomicInteger();
                team.run((worker, all) -> {
                    all.meet();
                    met.incrementAndGet();
                });
                assertEquals(workers, met.get());
            }
        });
    }

    @Test
    void thereIsNothingToMeetInWithoutAJob() {
        assertEnds(() -> {
            try (WorkerTeam team = new WorkerTeam(2)) {
                assertThrows(IllegalStateException.class, team::meet);
                team.run((worker, all) -> all.meet());
                assertThrows(IllegalStateException.class, team::meet);
                team.run((worker, all) -> all.meet());
            }
        });
    }

    /** A factory that makes so many threads and then fails; none is left. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aTeamWithoutAllItsThreadsIsNoTeam(int made) {
        ArithmeticException failure = new ArithmeticException("no more");
        Exception none = failsToStart(made, pool -> null);
        assertTrue(none.getMessage().startsWith("worker team: a worker has no thread"), none.getMessage());
        assertSame(failure, failsToStart(made, pool -> {
            throw failure;
        }));
        IOException checked = new IOException("no more");
        assertSame(checked, failsToStart(made, pool -> {
            WorkerTeamTest.<RuntimeException>throwAsUnchecked(checked);
            return null;
        }));
        Exception ended = failsToStart(made, EndsAtOnce::new);
        assertTrue(ended.getMessage().startsWith("worker team: a worker has no thread"), ended.getMessage());
    }

    /** After a job that leaves its worker interrupted, and when somebody interrupts it later. */
    @Test
    void anIdleWorkerSleepsThoughItHasBeenInterrupted() {
        Thread[] worker = new Thread[1];
        boolean[] interrupted = new boolean[1];
        WorkerTeam.Job leavesInterrupted = (index, all) -> {
            if (index == 1) {
                worker[0] = Thread.currentThread();
                interrupted[0] = Thread.currentThread().isInterrupted();
                Thread.currentThread().interrupt();
            }
        };
        assertEnds(() -> {
            try (WorkerTeam team = new WorkerTeam(2)) {
                for (int i = 0; i < 3; i++) {
                    team.run(leavesInterrupted);
                    assertFalse(interrupted[0], "by the job before");
                }
                awaitSleep(worker[0]);
                worker[0].interrupt();
                awaitSleep(worker[0]);
                team.run(leavesInterrupted);
                assertFalse(interrupted[0], "while it was idle");
            }
        });
    }

    private static void awaitSleep(Thread thread) throws InterruptedException {
        while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
    }

    /** Nobody can sleep while the flag is set; so it is put aside meanwhile. */
    @Test
    void whoWaitsForOthersSleepsThoughInterruptedAndStaysInterrupted() {
        assertEnds(() -> {
            AtomicBoolean enough = new AtomicBoolean();
            AtomicBoolean still = new AtomicBoolean();
            Thread waiting = Thread.ofPlatform().daemon().start(() -> {
                Thread.currentThread().interrupt();
                Patience patience = new Patience(1);
                while (!enough.get()) {
                    patience.pause(Integer.MAX_VALUE);
                }
                still.set(Thread.currentThread().isInterrupted());
            });
            while (waiting.isInterrupted() || waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            enough.set(true);
            waiting.join();
            assertTrue(still.get());
        });
    }

    private static Exception failsToStart(int made, ForkJoinWorkerThreadFactory then) {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        Exception[] thrown = new Exception[1];
        assertEnds(() -> thrown[0] = assertThrows(
                Exception.class,
                () -> new WorkerTeam(4, pool -> {
                    ForkJoinWorkerThread thread = threads.size() < made
                            ? ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool)
                            : then.newThread(pool);
                    threads.add(thread);
                    return thread;
                })));
        for (Thread thread : threads) {
            if (thread != null) {
                assertEnds(thread::join);
                assertFalse(thread.isAlive());
            }
        }
        return thrown[0];
    }

    private static final class EndsAtOnce extends ForkJoinWorkerThread {
        EndsAtOnce(ForkJoinPool pool) {
            super(pool);
            setUncaughtExceptionHandler((thread, e) -> {});
        }

        @Override
        protected void onStart() {
            throw new IllegalStateException("not today");
        }
    }

    /** In a thread of its own, since a worker that waits for ever hears no interrupt. */
    private static void assertEnds(Executable body) {
        assertTimeoutPreemptively(Duration.ofSeconds(40), body);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checked one too, which the compiler does not see. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsUnchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
