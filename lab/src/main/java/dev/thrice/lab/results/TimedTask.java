package dev.thrice.lab.results;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.output.Expect;

/**
 * Something that was timed.
 *
 * @param name by which its samples are found
 * @param task what it does
 * @param function l, for the tasks of one function; else null
 * @param algorithm "backprop", "fpa", ..; null where no algorithm is at work
 * @param workers threads
 * @param steps of inference; 0 where there is none
 * @param stepSize gamma; null where there is none
 * @param parameters whether the VJPs to the parameters are taken as well
 * @param work what an algorithm does and keeps; null where none is at work, or where it was not counted
 */
public record TimedTask(
        String name,
        Task task,
        @JsonSetter(nulls = Nulls.SET) Integer function,
        @JsonSetter(nulls = Nulls.SET) String algorithm,
        int workers,
        int steps,
        @JsonSetter(nulls = Nulls.SET) Double stepSize,
        boolean parameters,
        @JsonSetter(nulls = Nulls.SET) AlgorithmWork work) {
    /** Checks the numbers. */
    public TimedTask {
        Expect.that(function == null || function >= 0, "function", function, "at least 0");
        Expect.atLeast("workers", workers, 1);
        Expect.atLeast("steps", steps, 0);
        Expect.that(stepSize == null || (stepSize > 0 && stepSize < 2), "step size", stepSize, "in (0, 2)");
    }

    /** What a contender does. */
    public enum Task {
        /** The whole chain forward. */
        FORWARD,
        /** One function forward. */
        FUNCTION_FORWARD,
        /** J_l^T e of one function. */
        INPUT_VJP,
        /** One function's VJP to its parameters. */
        PARAMETER_VJP,
        /** Forward and backpropagation. */
        BACKPROPAGATION,
        /** Forward and inference of a variant of predictive coding. */
        PREDICTIVE_CODING,
        /** Backpropagation once more, which has to come out the same: the A/A pair. */
        AGAIN,
        /** A kernel of fixed work whose time tells whether the machine's speed drifted. */
        REFERENCE,
        /** The workers meeting once. */
        BARRIER,
        /** One function forward, as recorded within an algorithm: the whole batch's, all workers together. */
        RECORDED_FORWARD,
        /** One step of a node, likewise: the VJP of its function to the inputs, error and cotangent. */
        RECORDED_STEP
    }

    /**
     * A contender that is no learning algorithm.
     *
     * @param name by which its samples are found
     * @param task what it does
     * @return the contender, on one thread
     */
    public static TimedTask of(String name, Task task) {
        return new TimedTask(name, task, null, null, 1, 0, null, false, null);
    }

    /**
     * A task of one function.
     *
     * @param name by which its samples are found
     * @param task what it does
     * @param function l
     * @return the contender, on one thread
     */
    public static TimedTask ofFunction(String name, Task task, int function) {
        return new TimedTask(name, task, function, null, 1, 0, null, false, null);
    }

    /**
     * A task as it was recorded within an algorithm.
     *
     * @param name by which its samples are found
     * @param task what was done
     * @param function l
     * @param algorithm within which
     * @param workers on which
     * @return the contender
     */
    public static TimedTask within(String name, Task task, int function, String algorithm, int workers) {
        return new TimedTask(name, task, function, algorithm, workers, 0, null, false, null);
    }

    /**
     * Whether these are times from within an algorithm, not of runs of their own.
     *
     * @return true for what {@link #within} made
     */
    public boolean recorded() {
        return task == Task.RECORDED_FORWARD || task == Task.RECORDED_STEP;
    }

    /**
     * Whether this is the paper's recursion, (2.2) or one in which each step moves all nodes, and not another iteration.
     *
     * @return false for sweeps and for steps that leave nodes out
     */
    public boolean movesAllAtOnce() {
        return work == null || work.executor().equals(AlgorithmWork.ALL_AT_ONCE);
    }
}
