package dev.thrice.engine.algorithm;

/**
 * What is done at some samples of a node. Each method reads of the neighbours only what no other method of the same phase
 * writes, so that all nodes may be in a phase at once: first all relax, then all predict, then all compare. Nothing here
 * allocates.
 */
public interface NodeProgram {
    /** Brings the node to step 0, from the feedforward pass. Reads no neighbour's state. */
    void start();

    /**
     * Moves x_l, or e_l where predictions are fixed; reads delta_(l+1).
     *
     * @param t step, from 1
     */
    void relax(int t);

    /**
     * mu_l = f_(l-1)(x_(l-1)).
     *
     * @param t step, 0 for what follows a start that was not the feedforward pass
     */
    default void predict(int t) {}

    /** e_l = x_l - mu_l and its cotangent delta_l; at node L, those of the loss. */
    void compare();

    /** What remains to be done after the last step. Writes no value and no prediction, so that a neighbour's may be read. */
    default void finish() {}
}
