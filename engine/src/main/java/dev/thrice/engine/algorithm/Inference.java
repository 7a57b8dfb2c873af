package dev.thrice.engine.algorithm;

/**
 * An algorithm planned for a network: steps t = 1 .. T of the nodes, and when the parameter-VJPs are taken. "After t steps"
 * means that values have moved t times and errors are those of the moved values.
 */
public interface Inference {
    /** The answer of {@link #learnsAfter} that stands for the last step. */
    int LAST_STEP = Integer.MAX_VALUE;

    /**
     * The steps of an inference.
     *
     * @return T, at least 0
     */
    int steps();

    /**
     * Plans what is done at some samples of a node.
     *
     * @param rows of a node
     * @return the plan, for one thread at a time
     */
    NodeProgram program(NodeRows rows);

    /**
     * Whether predictions follow the values; else they stay those of the feedforward pass, and {@link NodeProgram#predict}
     * is not called.
     *
     * @return false for what assumes fixed predictions
     */
    boolean predicts();

    /**
     * Whether the values start from the feedforward pass; else all predictions and errors are computed before the first
     * step.
     *
     * @return true unless they start elsewhere
     */
    default boolean startsFromFeedforward() {
        return true;
    }

    /**
     * Whether a node moves in a step.
     *
     * @param node l in 1 .. L - 1
     * @param t step, from 1
     * @return true if it is to relax
     */
    boolean active(int node, int t);

    /**
     * Whether the result could depend on a node's input-VJP in a step. Others are waste, and counted as such.
     *
     * @param node l in 1 .. L - 1
     * @param t step, from 1
     * @return false if the step is known to change nothing, or nothing that is used
     */
    boolean useful(int node, int t);

    /**
     * Whether the result could depend on a node's prediction in a step.
     *
     * @param node l in 2 .. L
     * @param t step, from 1
     * @return false if not
     */
    default boolean usefulPrediction(int node, int t) {
        return useful(node - 1, t);
    }

    /**
     * The step after which the parameter-VJP of f_(l-1) is taken from delta_l and x_(l-1).
     *
     * @param node l in 1 .. L
     * @return 0 to T, or {@link #LAST_STEP}
     */
    default int learnsAfter(int node) {
        return LAST_STEP;
    }

    /**
     * Whether parameters move in every step, at the same time as the values: their gradient is that of the errors and values
     * of the step before, {@link #learnsAfter} is not asked, and predictions of all nodes follow, node 1 included.
     *
     * @return false if parameters move once, after the inference
     */
    default boolean incremental() {
        return false;
    }

    /**
     * The precision P_l that a node's error enters parameter gradients with (3.13).
     *
     * @param node l in 1 .. L
     * @return the factor
     */
    default float precision(int node) {
        return 1f;
    }

    /**
     * Whether {@link #proceed} is to be asked after each step, at the cost of a meeting of the workers.
     *
     * @return false if T is settled
     */
    default boolean watches() {
        return false;
    }

    /**
     * Looks at the whole inference after a step, while no worker works.
     *
     * @param t the step
     * @return whether to go on
     * @throws DivergenceException if that would be no use
     */
    default boolean proceed(int t) {
        return true;
    }

    /**
     * Moves what the algorithm itself learns, such as {@linkplain Nodes#precisions() precisions}, by what the last run has left. A {@linkplain
     * dev.thrice.engine.execution.TrainingStep training step} asks for it once its update of the parameters has stayed, while no worker
     * works.
     */
    default void adapt() {}
}
