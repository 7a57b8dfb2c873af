package dev.thrice.kernels.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HoldsTest {
    private final Holds holds = new Holds();

    @Test
    void manyHoldOrOneHasItAlone() {
        assertTrue(holds.hold());
        assertTrue(holds.hold());
        assertEquals(2, holds.exclude(HoldsTest::nothing));
        assertFalse(holds.isExclusive());
        holds.release();
        assertEquals(1, holds.exclude(HoldsTest::nothing));
        holds.release();
        assertEquals(0, holds.exclude(HoldsTest::nothing));
        assertTrue(holds.isExclusive());
        assertFalse(holds.hold());
        holds.share();
        assertFalse(holds.isExclusive());
        assertTrue(holds.hold());
        assertEquals(1, holds.exclude(HoldsTest::nothing)); // what was refused counts no more
    }

    @Test
    void whereTheLastStepFailsNothingHasChanged() {
        assertThrows(
                ArithmeticException.class,
                () -> holds.exclude(() -> {
                    throw new ArithmeticException();
                }));
        assertFalse(holds.isExclusive());
        assertTrue(holds.hold());
        holds.release();
        assertEquals(0, holds.exclude(HoldsTest::nothing));
    }

    /** A hold that comes while it is being decided is neither refused nor too early: it waits. */
    @Test
    void aHoldWaitsForTheDecision() throws InterruptedException {
        CountDownLatch deciding = new CountDownLatch(1);
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        Thread other = Thread.ofPlatform().start(() -> {
            await(deciding);
            held.complete(holds.hold());
        });
        assertThrows(
                ArithmeticException.class,
                () -> holds.exclude(() -> {
                    deciding.countDown();
                    while (other.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                    throw new ArithmeticException();
                }));
        assertTrue(held.join());
        other.join();
    }

    private static void nothing() {}

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
