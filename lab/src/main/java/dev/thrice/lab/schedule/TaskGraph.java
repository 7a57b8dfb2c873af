package dev.thrice.lab.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tasks with measured durations and the order they must keep. A task depends only on tasks added before it, so the graph
 * has no cycles by construction. A barrier is a task that computes nothing; it costs time only where processors have to
 * wait for each other, that is, on more than one.
 */
public final class TaskGraph {
    private final List<Task> tasks = new ArrayList<>();

    /** A task: its duration in ns, whether it is a barrier, and the tasks it waits for. */
    record Task(double nanos, boolean barrier, List<Integer> after) {}

    /** Starts an empty graph. */
    public TaskGraph() {}

    /**
     * Adds a task.
     *
     * @param nanos its duration, at least 0
     * @param after tasks that have to be done before
     * @return its number
     * @throws IllegalArgumentException if the duration is negative or not finite, or if a task is waited for that is not there
     */
    public int task(double nanos, int... after) {
        return add(nanos, false, after);
    }

    /**
     * Adds a barrier.
     *
     * @param nanos what it costs when processors meet there, at least 0
     * @param after tasks that have to be done before
     * @return its number
     * @throws IllegalArgumentException as {@link #task}
     */
    public int barrier(double nanos, int... after) {
        return add(nanos, true, after);
    }

    private int add(double nanos, boolean barrier, int[] after) {
        int id = tasks.size();
        if (!(nanos >= 0) || nanos == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("task " + id + ": duration " + nanos + " ns, expected a number from 0");
        }
        for (int before : after) {
            if (before < 0 || before >= id) {
                throw new IllegalArgumentException("task " + id + " waits for task " + before + ", which is not there");
            }
        }
        tasks.add(new Task(nanos, barrier, Arrays.stream(after).boxed().toList()));
        return id;
    }

    /**
     * How many tasks there are, barriers included.
     *
     * @return their number; one more processor than this is of no use
     */
    public int size() {
        return tasks.size();
    }

    /**
     * T1: the duration of all tasks, which is what one processor takes. Barriers are free there.
     *
     * @return ns
     */
    public double work() {
        return tasks.stream()
                .filter(task -> !task.barrier)
                .mapToDouble(Task::nanos)
                .sum();
    }

    /**
     * T-infinity: the longest chain of tasks that wait for each other, which any number of processors takes.
     *
     * @return ns
     */
    public double span() {
        return longest(levels(false));
    }

    /**
     * The span with what its barriers cost (the burdened span of He, Leiserson and Leiserson 2010).
     *
     * @return ns
     */
    public double burdenedSpan() {
        return longest(levels(true));
    }

    /**
     * T1 / T-infinity, the speed-up that no number of processors exceeds.
     *
     * @return work over span; 1 for a graph that takes no time
     */
    public double parallelism() {
        return span() == 0 ? 1 : work() / span();
    }

    Task get(int id) {
        return tasks.get(id);
    }

    /** The longest chain from each task to an end of the graph, the task itself included. */
    double[] levels(boolean burdened) {
        double[] levels = new double[tasks.size()];
        for (int id = levels.length - 1; id >= 0; id--) {
            Task task = tasks.get(id);
            levels[id] += task.barrier && !burdened ? 0 : task.nanos;
            for (int before : task.after) {
                levels[before] = Math.max(levels[before], levels[id]);
            }
        }
        return levels;
    }

    private static double longest(double[] levels) {
        return Arrays.stream(levels).max().orElse(0);
    }
}
