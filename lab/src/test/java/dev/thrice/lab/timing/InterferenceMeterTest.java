package dev.thrice.lab.timing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.results.Interference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class InterferenceMeterTest {
    /** More busy threads than cores, for longer than a time slice: the scheduler has to take a core from this one. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatHasToShareItsCoreIsInterrupted() throws InterruptedException {
        InterferenceMeter meter = InterferenceMeter.start();
        long end = System.nanoTime() + 400_000_000;
        Thread[] rivals = new Thread[2 * Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < rivals.length; i++) {
            rivals[i] = new Thread(() -> spinUntil(end));
            rivals[i].start();
        }
        spinUntil(end);
        Interference seen = meter.soFar();
        for (Thread rival : rivals) {
            rival.join();
        }
        assertTrue(seen.seconds() >= .39, seen.toString());
        assertTrue(seen.switches() > 0, seen.toString());
        assertTrue(seen.switchesPerSecond() > 0, seen.toString());
        assertTrue(seen.stolen() >= 0 && seen.stolen() <= 1, seen.toString());
    }

    private static void spinUntil(long end) {
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
