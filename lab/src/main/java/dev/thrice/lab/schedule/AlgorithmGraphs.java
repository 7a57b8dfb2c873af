package dev.thrice.lab.schedule;

import java.util.Arrays;

/**
 * The task graphs of the learning algorithms on one chain, from what each node's tasks were measured to take. The batch's
 * rows may be cut into shares, which no step but the VJPs to the parameters makes wait for each other; what a share of
 * fewer rows loses in efficiency is not in the model.
 */
public final class AlgorithmGraphs {
    private final NodeTimes times;
    private final int shares;
    private final int length;

    /** Whether all processors meet after each step, or each task waits for its neighbours alone. */
    public enum Meeting {
        /** A barrier after each step. */
        BARRIER,
        /** Once, when all is done, and each task waits for its neighbours: rows that depend on no other. */
        END,
        /** No barrier: a task starts when what it reads is there and what it overwrites in its second buffer has been read. */
        NEIGHBOURS
    }

    /**
     * For one chain.
     *
     * @param times of its nodes
     * @param shares that each task is cut into by rows; 1 leaves only the layers to be divided among processors
     * @throws IllegalArgumentException if there is no share
     */
    public AlgorithmGraphs(NodeTimes times, int shares) {
        if (shares < 1) {
            throw new IllegalArgumentException(shares + " shares, expected at least 1");
        }
        this.times = times;
        this.shares = shares;
        length = times.length();
    }

    /**
     * Backpropagation, (2.4): a chain for each share, then the VJPs to the parameters.
     *
     * @return its graph
     */
    public TaskGraph backpropagation() {
        TaskGraph graph = new TaskGraph();
        int[][] last = forward(graph);
        for (int[] nodes : last) {
            for (int node = length - 1; node >= 1; node--) {
                nodes[node] = graph.task(times.vjp(node) / shares, nodes[node + 1]);
            }
        }
        return withParameters(graph, last);
    }

    /**
     * FPA-PC, (3.22): all nodes 1 .. L - 1 at once in each step, from the values of the step before.
     *
     * @param steps of inference
     * @param meeting of the processors
     * @return its graph
     */
    public TaskGraph fixedPrediction(int steps, Meeting meeting) {
        return fixedPrediction(steps, meeting, false);
    }

    /**
     * FPA-PC where only the nodes that an error has reached (Theorem 1) are computed.
     *
     * @param steps of inference
     * @param meeting after each step
     * @return its graph
     */
    public TaskGraph wavefront(int steps, Meeting meeting) {
        return fixedPrediction(steps, meeting, true);
    }

    private TaskGraph fixedPrediction(int steps, Meeting meeting, boolean reachedOnly) {
        TaskGraph graph = new TaskGraph();
        int[][] last = forward(graph);
        for (int step = 1; step <= steps; step++) {
            for (int[] nodes : last) {
                int[] before = nodes.clone();
                for (int node = reachedOnly ? Math.max(1, length - step) : 1; node < length; node++) {
                    nodes[node] =
                            graph.task(times.vjp(node) / shares, before[node + 1], before[node], before[node - 1]);
                }
            }
            meet(graph, meeting, last);
        }
        if (meeting == Meeting.END) {
            meet(graph, Meeting.BARRIER, last);
        }
        return withParameters(graph, last);
    }

    /**
     * Variational PC, (3.9) - (3.12): in each step all nodes move, which takes a VJP each, and then predict anew, which
     * takes a forward evaluation each; x_0 is clamped, so f_0's prediction stays.
     *
     * @param steps of inference
     * @param meeting after each half of a step
     * @return its graph
     */
    public TaskGraph variational(int steps, Meeting meeting) {
        TaskGraph graph = new TaskGraph();
        int[][] last = forward(graph);
        for (int step = 1; step <= steps; step++) {
            for (int[] nodes : last) {
                int[] predicted = nodes.clone();
                for (int node = 1; node < length; node++) {
                    nodes[node] = graph.task(times.vjp(node) / shares, predicted[node], predicted[node + 1]);
                }
            }
            meet(graph, meeting, last);
            for (int[] nodes : last) {
                int[] moved = nodes.clone();
                for (int node = 2; node <= length; node++) {
                    nodes[node] = graph.task(times.forward().get(node - 1) / shares, moved[node - 1], moved[node]);
                }
            }
            meet(graph, meeting, last);
        }
        return withParameters(graph, last);
    }

    /** All functions one after another; for each share and node 0 .. L the task that comes last, to wait for. */
    private int[][] forward(TaskGraph graph) {
        int[][] last = new int[shares][length + 1];
        for (int[] nodes : last) {
            int task = graph.task(times.forward().getFirst() / shares);
            for (double nanos : times.forward().subList(1, length)) {
                task = graph.task(nanos / shares, task);
            }
            Arrays.fill(nodes, task);
        }
        return last;
    }

    private void meet(TaskGraph graph, Meeting meeting, int[][] last) {
        if (meeting == Meeting.BARRIER) {
            int[] all =
                    Arrays.stream(last).flatMapToInt(Arrays::stream).distinct().toArray();
            int barrier = graph.barrier(times.barrier(), all);
            for (int[] nodes : last) {
                Arrays.fill(nodes, barrier);
            }
        }
    }

    /** A VJP to parameters sums over rows, so it is cut by rows of the parameter instead, once all errors are there. */
    private TaskGraph withParameters(TaskGraph graph, int[][] last) {
        for (int layer = 0; layer < times.parameterVjp().size(); layer++) {
            int[] errors = new int[shares];
            for (int share = 0; share < shares; share++) {
                errors[share] = last[share][layer + 1];
            }
            for (int share = 0; share < shares; share++) {
                graph.task(times.parameterVjp().get(layer) / shares, errors);
            }
        }
        return graph;
    }
}
