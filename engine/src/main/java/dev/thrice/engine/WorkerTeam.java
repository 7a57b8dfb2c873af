package dev.thrice.engine;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * P threads that run one job together and meet at a barrier: the calling thread and P - 1 workers of a ForkJoinPool of
 * its own. Reused from job to job; a job allocates nothing. One caller at a time.
 */
public final class WorkerTeam implements AutoCloseable {
    /** The share of a job that one worker does. */
    @FunctionalInterface
    public interface Job {
        /**
         * Does a worker's share.
         *
         * @param worker its index in 0 .. workers - 1
         * @param team to {@link WorkerTeam#meet} the others
         */
        void run(int worker, WorkerTeam team);
    }

    private final int workers;
    private final SpinBarrier barrier;
    private final Member[] members;
    private final ForkJoinPool pool;
    private Job job;

    /**
     * Starts a team.
     *
     * @param workers threads that take part, the caller included, at least 1
     * @throws IllegalArgumentException if there are fewer than 1 or more than a pool can have
     */
    public WorkerTeam(int workers) {
        if (workers < 1 || workers > 0x7fff) {
            throw new IllegalArgumentException("workers: " + workers + ", expected 1 to 32767");
        }
        this.workers = workers;
        barrier = new SpinBarrier(workers);
        members = new Member[workers - 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i + 1);
        }
        pool = workers == 1 ? null : new ForkJoinPool(workers - 1);
    }

    /**
     * Runs a job on all workers and returns when all are done.
     *
     * @param newJob each worker's share
     * @throws RuntimeException what a worker's share threw
     */
    public void run(Job newJob) {
        job = newJob;
        for (Member member : members) {
            member.reinitialize();
            pool.execute(member);
        }
        Throwable failure = share(0);
        for (Member member : members) {
            member.quietlyJoin();
            failure = first(failure, member.failure);
        }
        if (failure != null) {
            barrier.reset();
            throw unchecked(failure);
        }
    }

    /** Waits for the other workers of the job to come to the same point. */
    public void meet() {
        barrier.await();
    }

    /**
     * The size of the team.
     *
     * @return threads that take part
     */
    public int workers() {
        return workers;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** Runs a share; a failure releases the others from the barrier. */
    private Throwable share(int worker) {
        try {
            job.run(worker, this);
            return null;
        } catch (Throwable e) { // whatever it is, the others must not wait for this worker
            barrier.fail();
            return e;
        }
    }

    /** The failure that is a cause; being released from a failed barrier is only its echo. */
    private static Throwable first(Throwable one, Throwable other) {
        boolean echo = one instanceof SpinBarrier.BrokenException && other != null;
        return one == null || echo ? other : one;
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure; // a job declares no checked exception
    }

    @SuppressWarnings("serial") // never serialized: it refers to a live team
    private final class Member extends ForkJoinTask<Void> {
        private final int worker;
        private Throwable failure;

        Member(int worker) {
            this.worker = worker;
        }

        @Override
        public Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(Void value) {}

        @Override
        protected boolean exec() {
            failure = share(worker);
            return true;
        }
    }
}
