package dev.thrice.command.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DisturbanceTest {
    /** Longer than a time slice. */
    private static final long LONG = 400_000_000;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatHasToShareItsProcessorIsDisturbed() throws InterruptedException {
        try (Disturbance disturbance = Disturbance.ofThisThread()) {
            disturbance.begin();
            Rivals.spinFor(LONG);
            assertFalse(disturbance.sinceLastAsked(), "before its end nothing is known");
            disturbance.end();
            assertTrue(disturbance.sinceLastAsked());
            assertFalse(disturbance.sinceLastAsked(), "it was asked");
        }
    }

    @Test
    void nobodyIsNeverDisturbed() throws InterruptedException {
        try (Disturbance disturbance = Disturbance.uncounted()) {
            disturbance.begin();
            Rivals.spinFor(LONG);
            disturbance.end();
            assertFalse(disturbance.sinceLastAsked());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void countersOnlyGrowAndAreReadAnew() {
        SystemCounters.Reading before = SystemCounters.now().orElseThrow();
        Rivals.spinUntil(System.nanoTime() + LONG / 4); // some ticks, of 10 ms at most
        SystemCounters.Reading after = SystemCounters.now().orElseThrow();
        assertTrue(after.ticks() > before.ticks(), before + " " + after);
        assertTrue(after.stolen() >= before.stolen() && after.stolen() <= after.ticks(), before + " " + after);
        assertTrue(after.switches() >= before.switches(), before + " " + after);
    }
}
