package dev.thrice.engine.execution;

import dev.thrice.engine.parallel.Patience;
import dev.thrice.engine.parallel.SpinBarrier;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * P threads that run one job together and meet at a barrier: the calling thread and P - 1 workers of a ForkJoinPool of its
 * own. A worker is one task that lives as long as the team and waits for the next job where it is, since to wake a parked
 * thread takes longer than an inference; only after a while without one does it park. A job allocates nothing.
 *
 * <p>One caller at a time: {@link #run} and {@link #close} while a job is under way, by another thread or from within the job, are
 * refused with an IllegalStateException, and the job goes on unharmed.
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

    private static final int MAX_WORKERS = 0x7fff;

    /** How long an idle worker stays awake: longer than what comes between two inferences of a training loop. */
    private static final long IDLE_NANOS = 2_000_000;

    private final SingleEntry entry = new SingleEntry("worker team");
    private final int workers;
    private final Patience patience;
    private final SpinBarrier barrier;
    private final Member[] members;
    private final ForkJoinPool pool;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger threadsMade = new AtomicInteger();
    private Job job;
    private volatile Throwable withoutThread;
    private volatile boolean closed;

    /**
     * Starts a team.
     *
     * @param workers threads that take part, the caller included, at least 1
     * @throws IllegalArgumentException if there are fewer than 1 or more than a pool can have
     */
    public WorkerTeam(int workers) {
        this(workers, ForkJoinPool.defaultForkJoinWorkerThreadFactory);
    }

    /**
     * Starts a team on threads of one's own making, such as {@code dev.thrice.affinity} binds to processors.
     *
     * @param workers threads that take part, the caller included, at least 1
     * @param threads makes the others than the caller
     * @throws IllegalArgumentException if there are fewer than 1 or more than a pool can have
     * @throws IllegalStateException if there is no thread for a worker, because none was made or because it ended; what the factory
     *     throws is thrown as it is. No thread is left behind
     */
    public WorkerTeam(int workers, ForkJoinWorkerThreadFactory threads) {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers: " + workers + ", expected 1 to " + MAX_WORKERS);
        }
        this.workers = workers;
        patience = new Patience(workers);
        barrier = new SpinBarrier(workers, patience);
        barrier.leave(); // nobody meets before the first job
        members = new Member[workers - 1];
        pool = workers == 1 ? null : pool(workers - 1, each -> thread(threads, each));
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i + 1);
        }
        try {
            for (Member member : members) {
                start(member);
            }
        } catch (Throwable e) {
            pool.shutdownNow(); // also what was given to the pool and has no thread
            dismiss();
            throw e;
        }
    }

    /** Without more threads for those that wait within a job: for none that it asks for and does not get, such a pool would wait when it is closed. */
    private static ForkJoinPool pool(int size, ForkJoinWorkerThreadFactory threads) {
        return new ForkJoinPool(size, threads, null, false, size, size, 0, each -> true, 1, TimeUnit.MINUTES);
    }

    /** Makes a thread for the pool, which asks again for one that has ended; null if that is no use. */
    private ForkJoinWorkerThread thread(ForkJoinWorkerThreadFactory threads, ForkJoinPool ofPool) {
        ForkJoinWorkerThread thread = null;
        try {
            thread = threadsMade.getAndIncrement() < members.length ? threads.newThread(ofPool) : null;
            if (thread == null) {
                withoutThread = new IllegalStateException("worker team: a worker has no thread, since the factory made"
                        + " none or it ended before it worked");
            }
        } catch (Throwable e) { // checked ones included, which the compiler does not see
            withoutThread = e;
        }
        return thread;
    }

    /** Returns when the worker is there: the pool says nothing of one for which it has no thread. */
    private void start(Member member) {
        pool.execute(member);
        for (int i = 0; !member.started; i++) {
            if (withoutThread != null) {
                throw WorkerTeam.<RuntimeException>unchecked(withoutThread);
            }
            patience.pause(i);
        }
    }

    /**
     * Runs a job on all workers and returns when all are done.
     *
     * @param newJob each worker's share
     * @throws IllegalStateException if a job is under way or the team is closed; if a worker waited for others that had ended their
     *     share
     * @throws RuntimeException what a worker's share threw; an Error likewise, or whatever else it was
     */
    public void run(Job newJob) {
        entry.enter();
        try {
            job = newJob;
            barrier.reset();
            running.set(members.length);
            jobs.incrementAndGet();
            for (Member member : members) {
                member.wake();
            }
            Throwable failure = share(0);
            for (int i = 0; running.get() > 0; i++) {
                patience.pause(i);
            }
            for (Member member : members) {
                failure = first(failure, member.failure);
            }
            if (failure != null) {
                throw WorkerTeam.<RuntimeException>unchecked(failure);
            }
        } finally {
            entry.leave();
        }
    }

    /**
     * Waits for the other workers of the job to come to the same point. For the workers of a job, each from its share.
     *
     * @throws IllegalStateException if another worker has failed, or has ended its share without coming
     */
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

    /**
     * Ends the threads. Closing twice is harmless.
     *
     * @throws IllegalStateException if a job is under way; nothing has changed then
     */
    @Override
    public void close() {
        if (entry.shut()) {
            dismiss();
        }
    }

    private void dismiss() {
        closed = true;
        for (Member member : members) {
            member.wake();
        }
        if (pool != null) {
            pool.close();
        }
    }

    /** Runs a share, after which nobody is to wait for this worker any more. */
    private Throwable share(int worker) {
        try {
            job.run(worker, this);
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            barrier.leave();
        }
    }

    /** The failure that is a cause; being released from a barrier that others have left is only its echo. */
    private static Throwable first(Throwable one, Throwable other) {
        boolean echo = one instanceof SpinBarrier.BrokenException && other != null;
        return one == null || echo ? other : one;
    }

    /** As it is: a checked one too, which a job declares not, but may throw by such a cast as this. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    @SuppressWarnings("serial") // never serialized: it refers to a live team
    private final class Member extends ForkJoinTask<Void> {
        private final int worker;
        private volatile boolean started;
        private volatile Thread parked;
        private Throwable failure;

        Member(int worker) {
            this.worker = worker;
        }

        /** Gets it going if it has parked. It parks only after it has said so and then found nothing to do. */
        void wake() {
            Thread thread = parked;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(Void value) {}

        @Override
        protected boolean exec() {
            started = true;
            for (int done = 0; awaitJob(done); done++) {
                failure = share(worker);
                running.decrementAndGet();
            }
            return true;
        }

        /** Returns whether there is another job, false at the end. */
        private boolean awaitJob(int done) {
            long idleSince = System.nanoTime();
            for (int i = 0; jobs.get() == done && !closed; i++) {
                if (patience.isLong(i) && System.nanoTime() - idleSince > IDLE_NANOS) {
                    park(done);
                } else {
                    patience.pauseAwake(i);
                }
            }
            forgetInterrupt();
            return jobs.get() != done;
        }

        /** What a job has left, or came while there was none, is not meant for the next job; nor is it awaited by anybody. */
        @SuppressWarnings("ResultOfMethodCallIgnored")
        private static void forgetInterrupt() {
            Thread.interrupted();
        }

        private void park(int done) {
            parked = Thread.currentThread();
            if (jobs.get() == done && !closed) {
                LockSupport.park(this);
                forgetInterrupt(); // with it, it would not park the next time
            }
            parked = null;
        }
    }
}
