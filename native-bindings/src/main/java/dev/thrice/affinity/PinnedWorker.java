package dev.thrice.affinity;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** A thread of a pool that binds itself when it starts. */
final class PinnedWorker extends ForkJoinWorkerThread {
    private final int cpu;

    PinnedWorker(ForkJoinPool pool, int cpu) {
        super(pool);
        this.cpu = cpu;
    }

    @Override
    protected void onStart() {
        super.onStart();
        try {
            Scheduler.get().restrict(List.of(cpu));
        } catch (IllegalStateException e) {
            // The processor was taken from the process since. The thread runs where it may, as the system does with
            // bound ones then.
        }
    }
}
