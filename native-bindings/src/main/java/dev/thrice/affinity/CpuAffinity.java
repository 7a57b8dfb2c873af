package dev.thrice.affinity;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which processors threads may run on. A scheduler that puts two busy threads on one core while another is idle, as Linux does for a
 * while on some virtual machines, takes from two workers that meet at barriers all that the second was for; bound threads stay
 * where they are. In return they also stay where another program is in the way, so bind them only where the processors are theirs.
 *
 * <p>On Linux only (sched_setaffinity(2)): elsewhere every method but {@link #unavailable} throws {@link UnsupportedOperationException}.
 * All act on the calling thread alone. A thread inherits its processors from the thread that starts it. Needs {@code
 * --enable-native-access=dev.thrice.openblas}, as OpenBLAS does.
 */
public final class CpuAffinity {
    /** The binding of each thread that came last, while it is open. */
    private static final ThreadLocal<Pinned> LAST = new ThreadLocal<>();

    private CpuAffinity() {}

    /**
     * Why threads cannot be bound here.
     *
     * @return one line, or empty where they can
     */
    public static Optional<String> unavailable() {
        return Scheduler.get().unavailable();
    }

    /**
     * The processors that the calling thread may run on, in the order to take them in: one of each core first, then the second of each.
     *
     * @return their numbers, at least one
     * @throws UnsupportedOperationException if threads cannot be bound here
     */
    public static List<Integer> allowed() {
        Map<String, Integer> ofCore = new HashMap<>();
        Map<Integer, Integer> turns = new HashMap<>();
        List<Integer> cpus = Scheduler.get().allowed();
        for (int cpu : cpus) {
            turns.put(cpu, ofCore.merge(Topology.core(cpu), 1, Integer::sum));
        }
        return cpus.stream().sorted(Comparator.comparing(turns::get)).toList();
    }

    /**
     * Binds the calling thread to the first of the processors that it may run on, until what is returned is closed.
     *
     * @return gives the thread back the processors that it had, and makes threads for the others of them
     * @throws IllegalStateException if it is a virtual thread
     * @throws UnsupportedOperationException if threads cannot be bound here
     */
    public static Pinned bind() {
        return bind(allowed().getFirst());
    }

    /**
     * Binds the calling thread to a processor, until what is returned is closed.
     *
     * @param cpu one of {@link #allowed}
     * @return gives the thread back the processors that it had, and makes threads for the others of them
     * @throws IllegalArgumentException if the thread may not run on that processor
     * @throws IllegalStateException if it is a virtual thread
     * @throws UnsupportedOperationException if threads cannot be bound here
     */
    public static Pinned bind(int cpu) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be bound, expected a platform thread");
        }
        List<Integer> before = allowed();
        if (!before.contains(cpu)) {
            throw new IllegalArgumentException("processor " + cpu + ", expected one of " + before);
        }
        Scheduler.get().restrict(List.of(cpu));
        Pinned bound = new Pinned(LAST.get(), cpu, before);
        LAST.set(bound);
        return bound;
    }

    /**
     * Makes threads for a ForkJoinPool, each bound to the next of some processors, and after the last to the first again.
     *
     * @param cpus of {@link #allowed}, at least one
     * @return the factory
     * @throws IllegalArgumentException if there is none, or one that the calling thread may not run on
     * @throws UnsupportedOperationException if threads cannot be bound here
     */
    public static ForkJoinWorkerThreadFactory workersOn(List<Integer> cpus) {
        List<Integer> allowed = Scheduler.get().allowed();
        if (cpus.isEmpty() || !allowed.containsAll(cpus)) {
            throw new IllegalArgumentException("processors " + cpus + ", expected some of " + allowed);
        }
        return bound(cpus);
    }

    private static ForkJoinWorkerThreadFactory bound(List<Integer> cpus) {
        List<Integer> each = List.copyOf(cpus);
        AtomicInteger made = new AtomicInteger();
        return pool -> new PinnedWorker(pool, each.get(Math.floorMod(made.getAndIncrement(), each.size())));
    }

    /** A thread that is bound. */
    public static final class Pinned implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final Pinned outer;
        private final int cpu;
        private final List<Integer> before;
        private volatile boolean closed;

        /** One that came while another, or null, was open. */
        private Pinned(Pinned outer, int cpu, List<Integer> before) {
            this.outer = outer;
            this.cpu = cpu;
            this.before = before;
        }

        /**
         * Makes threads that work with this one, as {@link #workersOn} does, on the other processors that it had; on its own if it had no
         * other.
         *
         * @return the factory
         * @throws IllegalStateException if it is closed
         */
        public ForkJoinWorkerThreadFactory others() {
            if (closed) {
                throw new IllegalStateException("the thread's binding to processor " + cpu + " is closed");
            }
            List<Integer> others = before.stream().filter(other -> other != cpu).toList();
            return bound(others.isEmpty() ? before : others);
        }

        /**
         * Lets the thread run where it ran before. Closing twice is harmless.
         *
         * @throws IllegalStateException if another thread calls it, or one that has bound itself again since and not closed that;
         *     nothing has changed then
         */
        @Override
        public void close() {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("closed by " + Thread.currentThread() + ", expected " + thread);
            }
            if (closed) {
                return;
            }
            if (LAST.get() != this) {
                throw new IllegalStateException("the thread's binding to processor " + cpu
                        + " was closed before a later one, to processor " + LAST.get().cpu + "; close that first");
            }
            Scheduler.get().restrict(before);
            closed = true;
            if (outer == null) {
                LAST.remove();
            } else {
                LAST.set(outer);
            }
        }
    }
}
