package dev.thrice.command.fork;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepWatchTest {
    @Test
    void whoMakesNoStepIsEnded() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (StepWatch watch = new StepWatch(Duration.ZERO, ended::countDown)) {
            assertTrue(ended.await(1, TimeUnit.MINUTES));
            assertTrue(watch.expired());
        }
    }

    @Test
    void whoGoesOnIsNot() {
        boolean[] ended = {false};
        try (StepWatch watch = new StepWatch(Duration.ofSeconds(Long.MAX_VALUE), () -> ended[0] = true)) {
            watch.step();
            assertFalse(watch.expired());
        }
        assertFalse(ended[0]);
    }
}
