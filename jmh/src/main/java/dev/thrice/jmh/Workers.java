package dev.thrice.jmh;

import dev.thrice.affinity.CpuAffinity;
import dev.thrice.engine.execution.WorkerTeam;
import java.util.concurrent.ForkJoinPool;

/** A team of which the calling thread is one, each thread on a processor of its own if it is to be. */
record Workers(WorkerTeam team, CpuAffinity.Pinned caller) implements AutoCloseable {
    static Workers start(int workers, boolean pinned) {
        if (!pinned) {
            return new Workers(new WorkerTeam(workers), null);
        }
        CpuAffinity.Pinned caller = CpuAffinity.bind();
        return new Workers(new WorkerTeam(workers, caller.others()), caller);
    }

    /** A pool of as many threads as there are workers, who sleep while it works. */
    static ForkJoinPool pool(int workers, boolean pinned) {
        return pinned
                ? new ForkJoinPool(workers, CpuAffinity.workersOn(CpuAffinity.allowed()), null, false)
                : new ForkJoinPool(workers);
    }

    @Override
    public void close() {
        team.close();
        if (caller != null) {
            caller.close();
        }
    }
}
