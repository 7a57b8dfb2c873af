package dev.thrice.kernels.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleEntryTest {
    private static final int THREADS = 4;
    private static final int ENTRIES = 20_000;

    private final SingleEntry entry = new SingleEntry("the thing");

    @Test
    void whoComesTwiceIsRefusedAndStaysInside() {
        entry.enter();
        refused("the thing was entered from within a call of its own", entry::enter);
        refused("from within a call of its own", entry::shut);
        assertFalse(entry.isShut());
        entry.leave();
        entry.enter();
        entry.leave();
    }

    @Test
    void anotherThreadIsRefusedAndToldWhoIsInside() {
        entry.enter();
        String expected = "the thing was entered while thread "
                + Thread.currentThread().threadId() + " is using it; it is for one caller at a time";
        elsewhere(() -> refused(expected, entry::enter));
        elsewhere(() -> refused(expected, entry::shut));
        entry.leave();
        elsewhere(() -> {
            entry.enter();
            entry.leave();
        });
    }

    @Test
    void itIsShutOnce() {
        assertFalse(entry.isShut());
        assertTrue(entry.shut());
        assertFalse(entry.shut());
        assertTrue(entry.isShut());
        refused("the thing is closed", entry::enter);
    }

    @Test
    void whoShutsItWaitsForWhoIsInsideAndNobodyComesBetween() throws Exception {
        entry.enter();
        CompletableFuture<Boolean> shutting = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> shutting.complete(entry.shutWhenLeft()));
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(shutting.isDone());
        assertFalse(entry.isShut());
        entry.leave();
        assertFalse(enters()); // at once: who waits is asleep
        assertTrue(shutting.join());
        assertTrue(entry.isShut());
        assertFalse(entry.shutWhenLeft());
        refused("the thing is closed", entry::enter);
        thread.join();
    }

    private boolean enters() {
        try {
            entry.enter();
            return true;
        } catch (IllegalStateException e) {
            assertEquals("the thing is closed", e.getMessage());
            return false;
        }
    }

    @Test
    void whoIsInsideCannotWaitForItself() {
        entry.enter();
        refused("the thing was entered from within a call of its own", entry::shutWhenLeft);
        entry.leave();
        entry.enter();
        entry.leave();
    }

    @Test
    void oneOfManyShutsIt() {
        entry.enter();
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(CompletableFuture.supplyAsync(
                    entry::shutWhenLeft, task -> Thread.ofPlatform().start(task)));
        }
        entry.leave();
        assertEquals(1, all.stream().filter(CompletableFuture::join).count());
    }

    @Test
    void whoWaitsToShutItStaysInterrupted() throws Exception {
        entry.enter();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            entry.shutWhenLeft();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        thread.interrupt();
        entry.leave();
        assertTrue(interrupted.join());
        assertTrue(entry.isShut());
        thread.join();
    }

    /** Two inside at once would lose increments of a plain counter. */
    @Test
    void oneIsInsideAtATime() {
        int[] counter = new int[1];
        AtomicInteger entered = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < ENTRIES; n++) {
                    try {
                        entry.enter();
                    } catch (IllegalStateException e) {
                        continue;
                    }
                    counter[0]++;
                    entered.incrementAndGet();
                    entry.leave();
                }
            }));
        }
        all.forEach(CompletableFuture::join);
        assertTrue(entered.get() > 0);
        assertEquals(entered.get(), counter[0]);
    }

    private static void elsewhere(Runnable body) {
        CompletableFuture.runAsync(body, task -> Thread.ofPlatform().start(task))
                .join();
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
