package dev.thrice.lab.schedule;

import java.util.OptionalInt;

/**
 * Whether a task graph may stand for a measured algorithm, and what it then says of more processors than there are.
 *
 * @param alone the graph with times of tasks that had the machine to themselves
 * @param together the graph as two processors run it, with the times that tasks take beside each other
 * @param measured ns on one processor and on two
 */
public record Simulation(TaskGraph alone, TaskGraph together, Measured measured) {
    private static final double TOLERANCE = .1;
    private static final double ROUNDING = 1e-9;

    /**
     * What the algorithm took.
     *
     * @param one ns on one processor
     * @param two ns on two
     */
    public record Measured(double one, double two) {}

    /**
     * The model's error where it can be checked.
     *
     * @param processors 1 or 2
     * @return simulated over measured, less 1
     */
    public double error(int processors) {
        double makespan = ListSchedule.makespan(processors == 1 ? alone : together, processors);
        return makespan / (processors == 1 ? measured.one : measured.two) - 1;
    }

    /**
     * The rule of acceptance: only a model that is right within 10 % on one processor and on two may speak of others.
     *
     * @return whether it is
     */
    public boolean accepted() {
        return Math.abs(error(1)) <= TOLERANCE && Math.abs(error(2)) <= TOLERANCE;
    }

    /**
     * How many processors it takes to be as fast as a rival.
     *
     * @param graph of the algorithm
     * @param rival its time in ns
     * @return the smallest such number; empty if no number of processors is enough
     */
    public static OptionalInt processorsToCatch(TaskGraph graph, double rival) {
        double enough = rival * (1 + ROUNDING); // the same durations may have been added up in another order
        if (graph.span() > enough) {
            return OptionalInt.empty();
        }
        for (int processors = 1; processors <= Math.max(1, graph.size()); processors++) {
            if (ListSchedule.makespan(graph, processors) <= enough) {
                return OptionalInt.of(processors);
            }
        }
        return OptionalInt.empty();
    }
}
