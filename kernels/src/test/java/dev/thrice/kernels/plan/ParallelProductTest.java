package dev.thrice.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A product on several threads is finished whole or throws, whatever becomes of its pool. */
@Timeout(60)
class ParallelProductTest {
    private static final int SLABS = 4;
    private static final int LAST = SLABS - 1;
    private static final GemmSpec SPEC = GemmSpec.nt(SLABS * 64, 16, 8);
    private static final long BYTES_OF_A = 64L * SPEC.lda() * Float.BYTES;

    private final AtomicIntegerArray runs = new AtomicIntegerArray(SLABS);

    @Test
    void withoutAPoolTheCallerComputesAll() {
        ForkJoinPool pool = new ForkJoinPool(2);
        pool.shutdownNow();
        GemmKernel product = product(pool, slab -> {});
        run(product);
        run(product);
        requireRuns(2);
    }

    /** Whose tasks the pool has dropped by then. */
    @Test
    void aPoolThatIsShutDownMeanwhileLosesNothing() throws InterruptedException {
        ForkJoinPool pool = new ForkJoinPool(1);
        CountDownLatch end = occupy(pool);
        GemmKernel product = product(pool, slab -> {
            if (slab == LAST) {
                pool.shutdownNow();
            }
        });
        run(product);
        requireRuns(1);
        end.countDown();
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        run(product);
        requireRuns(2);
    }

    /** And is not filled with what the caller has done itself. */
    @Test
    void aPoolThatIsBusyDoesNotHoldTheCallerUp() throws InterruptedException {
        ForkJoinPool pool = new ForkJoinPool(1);
        CountDownLatch end = occupy(pool);
        GemmKernel product = product(pool, slab -> {});
        for (int i = 0; i < 100; i++) {
            run(product);
        }
        requireRuns(100);
        assertEquals(LAST, pool.getQueuedSubmissionCount());
        end.countDown();
        assertTrue(pool.awaitQuiescence(60, TimeUnit.SECONDS));
        requireRuns(100);
        for (int i = 0; i < 1000; i++) {
            run(product);
        }
        requireRuns(1100);
        pool.shutdown();
    }

    @Test
    void aPoolThatCannotMakeThreadsLosesNothing() {
        GemmKernel product = product(new ForkJoinPool(2, pool -> null, null, false), slab -> {});
        run(product);
        requireRuns(1);
        GemmKernel failing = product(
                new ForkJoinPool(
                        2,
                        pool -> {
                            throw new OutOfMemoryError("no thread");
                        },
                        null,
                        false),
                slab -> {});
        assertThrows(OutOfMemoryError.class, () -> run(failing));
        requireRuns(2);
    }

    @Test
    void whatASlabThrowsIsThrownWhenAllAreThrough() {
        ForkJoinPool pool = new ForkJoinPool(SLABS);
        boolean[] fails = {true};
        GemmKernel product = product(pool, slab -> {
            if (fails[0] && slab != 1) {
                throw new ArithmeticException("slab " + slab);
            }
        });
        ArithmeticException thrown = assertThrows(ArithmeticException.class, () -> run(product));
        assertEquals("slab 0", thrown.getMessage());
        assertArrayEquals(
                new String[] {"slab 2", "slab 3"},
                Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toArray());
        requireRuns(1);
        fails[0] = false;
        run(product);
        requireRuns(2);
        pool.shutdown();
    }

    /** In a thread of its own, since who waits for a slab hears no interrupt. */
    @ParameterizedTest
    @ValueSource(ints = {0, LAST})
    void aCheckedExceptionIsThrownAsItIs(int failing) {
        ForkJoinPool pool = new ForkJoinPool(SLABS);
        IOException checked = new IOException("slab " + failing);
        GemmKernel product = product(pool, slab -> {
            if (slab == failing) {
                ParallelProductTest.<RuntimeException>throwAsUnchecked(checked);
            }
        });
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertSame(checked, assertThrows(IOException.class, () -> run(product))));
        requireRuns(1);
        pool.shutdown();
    }

    /** As a kernel of another's may: the compiler does not see it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsUnchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    /** One exception for all, as the JVM has some. */
    @Test
    void anErrorIsThrownAsItIs() {
        ForkJoinPool pool = new ForkJoinPool(SLABS);
        StackOverflowError error = new StackOverflowError();
        GemmKernel product = product(pool, slab -> {
            throw error;
        });
        assertEquals(error, assertThrows(StackOverflowError.class, () -> run(product)));
        requireRuns(1);
        pool.shutdown();
    }

    @Test
    void aCallerThatIsInterruptedFinishesAndStaysInterrupted() {
        ForkJoinPool pool = new ForkJoinPool(1);
        Thread caller = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        GemmKernel product = product(pool, slab -> {
            if (slab == LAST) { // the caller's
                await(begun);
                caller.interrupt();
            } else if (Thread.currentThread() != caller) {
                begun.countDown();
                while (caller.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        });
        run(product);
        assertTrue(Thread.interrupted());
        requireRuns(1);
        pool.shutdown();
    }

    /** Counts the runs of each slab, which is known by where its part of A begins. */
    private GemmKernel product(ForkJoinPool pool, IntConsumer during) {
        return ParallelProduct.plan(SPEC, pool, SLABS, part -> (a, b, c, d, ldd, sums) -> {
            int slab = (int) (a / BYTES_OF_A);
            runs.incrementAndGet(slab);
            during.accept(slab);
        });
    }

    private static void run(GemmKernel product) {
        product.run(0, 0, 0, 0, 0, 0);
    }

    private void requireRuns(int each) {
        for (int slab = 0; slab < SLABS; slab++) {
            assertEquals(each, runs.get(slab), "slab " + slab);
        }
    }

    /** Keeps the one thread of a pool from all else. */
    private static CountDownLatch occupy(ForkJoinPool pool) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            await(end);
        });
        await(begun);
        return end;
    }

    /** Whoever interrupts. */
    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
