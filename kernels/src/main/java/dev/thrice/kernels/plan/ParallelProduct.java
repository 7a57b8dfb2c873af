package dev.thrice.kernels.plan;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A large product on several threads: slabs of C's rows, or of its columns where there are more, one a worker, each with a plan
 * and packed memory of its own. An element of C is computed as in the whole product, so any number of workers
 * gives the same bits where the provider's sums do not depend on m and n, as this module's do not.
 *
 * <p>A run is finished whole: what no thread of the pool has begun, because it is busy, shut down or has dropped it, the caller computes. It
 * returns, or throws what a slab has thrown, when nobody is at work any more on memory that the caller is about to release.
 */
public final class ParallelProduct implements GemmKernel {
    /** Slabs are no smaller: below it, packing the shared operand again for each would cost more than it saves. */
    private static final int SMALLEST_SLAB = 64;

    private final ForkJoinPool pool;
    private final Slab[] slabs;

    private ParallelProduct(GemmSpec spec, ForkJoinPool pool, int count, Function<GemmSpec, GemmKernel> planner) {
        this.pool = pool;
        boolean byRows = dividesRows(spec);
        int extent = byRows ? spec.m() : spec.n();
        int units = extent / SMALLEST_SLAB;
        slabs = new Slab[count];
        try {
            for (int i = 0; i < count; i++) {
                int first = cut(units, i, count);
                int end = i == count - 1 ? extent : cut(units, i + 1, count);
                slabs[i] = new Slab(spec, byRows, first, end - first, planner);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static int cut(int units, int part, int parts) {
        return (int) ((long) units * part / parts) * SMALLEST_SLAB;
    }

    /**
     * The product on so many workers, or on fewer where it is too small to divide; on one it is the plain plan. What is packed, and what
     * sums columns, is not divided.
     */
    public static GemmKernel plan(
            GemmSpec spec, ForkJoinPool pool, int workers, Function<GemmSpec, GemmKernel> planner) {
        if (workers < 1) {
            throw new IllegalArgumentException("gemm: " + workers + " workers, expected at least 1");
        }
        int count = Math.min(workers, (dividesRows(spec) ? spec.m() : spec.n()) / SMALLEST_SLAB);
        if (spec.isEmpty()) {
            count = 1;
        }
        if (spec.packed() == GemmSpec.Packed.B && spec.epilogue().sumsColumns()) {
            count = 1;
        }
        return count < 2 ? planner.apply(spec) : new ParallelProduct(spec, pool, count, planner);
    }

    private static boolean dividesRows(GemmSpec spec) {
        return switch (spec.packed()) {
            case A -> false;
            case B -> true;
            case NONE -> !spec.epilogue().sumsColumns() && spec.m() >= spec.n();
        };
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        for (Slab slab : slabs) {
            slab.set(a, b, c, d, ldd, sums);
        }
        try {
            for (int i = 0; i < slabs.length - 1; i++) {
                slabs[i].offerTo(pool);
            }
        } finally { // the pool may throw whatever its threads' factory does
            finish();
        }
        throwFailures();
    }

    @Override
    public String description() {
        String part = slabs[0].kernel.description();
        return slabs.length + " slabs" + (part.isEmpty() ? "" : ", the first: " + part);
    }

    /** Of the slabs that there are, which are fewer where planning has failed. */
    @Override
    public void close() {
        for (Slab slab : slabs) {
            if (slab != null) {
                slab.kernel.close();
            }
        }
    }

    private void finish() {
        for (int i = slabs.length - 1; i >= 0; i--) { // from the other end than the pool
            slabs[i].computeUnlessBegun();
        }
        boolean interrupted = false;
        for (Slab slab : slabs) {
            interrupted |= slab.await();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws the first slab's failure, the others' suppressed, if there is one. */
    private void throwFailures() {
        Throwable first = null;
        for (Slab slab : slabs) {
            if (first == null) {
                first = slab.failure;
            } else if (slab.failure != null && !slab.failure.equals(first)) {
                first.addSuppressed(slab.failure);
            }
        }
        if (first != null) {
            ParallelProduct.<RuntimeException>throwAsItIs(first);
        }
    }

    /** A checked one too, which a kernel declares not, but may throw by such a cast as this. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsItIs(Throwable failure) throws E {
        throw (E) failure;
    }

    /**
     * A part. As a task it never completes, {@link #exec} says so: so it may be offered to the pool again and again, whatever became of it
     * the last time, and who waits for a part waits for its own state.
     */
    @SuppressWarnings("serial") // never serialized: it holds addresses
    private static final class Slab extends ForkJoinTask<Void> {
        private static final int READY = 0;
        private static final int BEGUN = 1;
        private static final int DONE = 2;

        /** Before the caller sleeps: some tens of microseconds, since parts are about equal. */
        private static final int SPINS = 1000;

        private final AtomicInteger state = new AtomicInteger(DONE);

        /** Whether it lies in the pool's queues, maybe from a run before: it is not put there twice. */
        private volatile boolean offered;

        /** The caller, while it sleeps. */
        private volatile Thread waiting;

        private Throwable failure;
        private final GemmKernel kernel;
        private final long offsetA;
        private final long offsetB;
        private final long offsetC;
        private final int firstRow;
        private final int firstColumn;
        private long a;
        private long b;
        private long c;
        private long d;
        private int ldd;
        private long sums;

        Slab(GemmSpec spec, boolean byRows, int first, int count, Function<GemmSpec, GemmKernel> planner) {
            GemmSpec part = byRows ? spec.withRows(count) : spec.withColumns(count);
            kernel = planner.apply(part);
            firstRow = byRows ? first : 0;
            firstColumn = byRows ? 0 : first;
            offsetA = bytes(firstRow, spec.transposeA() == Transpose.NO ? spec.lda() : 1);
            offsetB = bytes(firstColumn, spec.transposeB() == Transpose.NO ? 1 : spec.ldb());
            offsetC = bytes(firstRow, spec.ldc()) + bytes(firstColumn, 1);
        }

        void set(long newA, long newB, long newC, long newD, int newLdd, long newSums) {
            a = newA + offsetA;
            b = newB + offsetB;
            c = newC + offsetC;
            d = newD + bytes(firstColumn, 1) + bytes(firstRow, newLdd);
            ldd = newLdd;
            sums = newSums + bytes(firstColumn, 1);
            failure = null;
            state.set(READY);
        }

        void offerTo(ForkJoinPool pool) {
            if (!offered) {
                offered = true;
                try {
                    pool.execute(this);
                } catch (RejectedExecutionException e) { // shut down; so the caller computes it
                    offered = false;
                }
            }
        }

        void computeUnlessBegun() {
            if (!state.compareAndSet(READY, BEGUN)) {
                return;
            }
            try {
                kernel.run(a, b, c, d, ldd, sums);
            } catch (Throwable e) { // checked ones included, which the compiler does not see
                failure = e;
            }
            state.set(DONE);
            LockSupport.unpark(waiting);
        }

        /** Waits until it is done; tells whether the thread was interrupted meanwhile. */
        boolean await() {
            for (int i = 0; i < SPINS && state.get() != DONE; i++) {
                Thread.onSpinWait();
            }
            if (state.get() == DONE) {
                return false;
            }
            boolean interrupted = false;
            waiting = Thread.currentThread();
            while (state.get() != DONE) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            waiting = null;
            return interrupted;
        }

        @Override
        public Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(Void value) {}

        @Override
        protected boolean exec() {
            offered = false;
            computeUnlessBegun();
            return false;
        }

        private static long bytes(int count, int stride) {
            return (long) count * stride * Float.BYTES;
        }
    }
}
