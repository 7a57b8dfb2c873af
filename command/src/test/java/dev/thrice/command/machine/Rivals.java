package dev.thrice.command.machine;

/** More busy threads than processors: the system has to take a processor from each for a while. */
final class Rivals {
    private Rivals() {}

    /** Keeps this thread busy beside them. */
    static void spinFor(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        Thread[] threads = new Thread[2 * Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> spinUntil(end));
            threads[i].start();
        }
        spinUntil(end);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static void spinUntil(long end) {
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
