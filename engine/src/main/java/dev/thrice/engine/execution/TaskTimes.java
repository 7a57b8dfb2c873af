package dev.thrice.engine.execution;

import dev.thrice.kernels.TensorArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * What each task of an engine's runs took: kept off-heap, in memory of each worker's own, so that to write it down disturbs the
 * others as little as can be. It costs two readings of the clock a task while an engine {@linkplain Engine#record records}.
 */
public final class TaskTimes {
    /** What is done at a node l. */
    public enum Task {
        /** mu_l = f_(l-1)(mu_(l-1)), of the feedforward pass. */
        FORWARD,
        /** One step of x_l, or of e_l; has the VJP of f_l to its inputs. */
        RELAX,
        /** mu_l = f_(l-1)(x_(l-1)), during inference. */
        PREDICT,
        /** e_l and its cotangent. */
        COMPARE,
        /** The VJP of f_(l-1) to its parameters. */
        PARAMETER_VJP
    }

    /** In longs: two cache lines, since the prefetch of an adjacent line counts as sharing. */
    private static final int PADDING = 2 * TensorArena.ALIGNMENT / Long.BYTES;

    private static final int TASKS = Task.values().length;

    private final int workers;
    private final int chainLength;
    private final int stride;
    private final MemorySegment nanos;

    /**
     * Room for an engine's times.
     *
     * @param workers of its team
     * @param chainLength L of its network
     * @throws IllegalArgumentException if there are no workers or no functions
     */
    public TaskTimes(int workers, int chainLength) {
        if (workers < 1 || chainLength < 1) {
            throw new IllegalArgumentException("task times of " + workers + " workers and " + chainLength
                    + " functions, expected at least 1 of each");
        }
        this.workers = workers;
        this.chainLength = chainLength;
        stride = TASKS * (chainLength + 1) + PADDING;
        nanos = Arena.ofAuto().allocate((long) workers * stride * Long.BYTES, (long) PADDING * Long.BYTES);
    }

    /** Forgets what was recorded. */
    public void clear() {
        nanos.fill((byte) 0);
    }

    /**
     * The time of a task, of all steps since it was {@linkplain #clear cleared} and all workers together.
     *
     * @param task what was done
     * @param node l in 1 .. L
     * @return ns; 0 if it was not done
     * @throws IndexOutOfBoundsException if there is no such node
     */
    public long nanos(Task task, int node) {
        long sum = 0;
        for (int worker = 0; worker < workers; worker++) {
            sum += nanos(worker, task, node);
        }
        return sum;
    }

    /**
     * The time of one worker's part of a task, of all steps since it was {@linkplain #clear cleared}.
     *
     * @param worker in 0 .. workers - 1
     * @param task what was done
     * @param node l in 1 .. L
     * @return ns; 0 if it was not done
     * @throws IndexOutOfBoundsException if there is no such worker or node
     */
    public long nanos(int worker, Task task, int node) {
        Objects.checkIndex(worker, workers);
        return nanos.getAtIndex(ValueLayout.JAVA_LONG, index(worker, task, node));
    }

    void add(int worker, Task task, int node, long duration) {
        long index = index(worker, task, node);
        nanos.setAtIndex(ValueLayout.JAVA_LONG, index, nanos.getAtIndex(ValueLayout.JAVA_LONG, index) + duration);
    }

    boolean fits(int ofWorkers, int ofFunctions) {
        return workers == ofWorkers && chainLength == ofFunctions;
    }

    @Override
    public String toString() {
        return "task times of " + workers + " workers and " + chainLength + " functions";
    }

    @SuppressWarnings("EnumOrdinal") // slots that nobody else sees
    private long index(int worker, Task task, int node) {
        Objects.checkIndex(node, chainLength + 1);
        return (long) worker * stride + task.ordinal() * (chainLength + 1L) + node;
    }
}
