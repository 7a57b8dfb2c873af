package dev.thrice.engine.algorithm;

/** What an inference can keep at its nodes, beside the values of the feedforward pass. */
public enum NodeVariable {
    /** x_l of the free nodes 1 .. L - 1. Where it is not kept, x_l is the feedforward value. */
    VALUE,
    /** mu_1 = f_0(x_0), which moves only if parameters do. Where it is not kept, mu_1 is the feedforward value. */
    FIRST_PREDICTION,
    /** mu_l of the nodes 2 .. L. Where it is not kept, mu_l is the feedforward value. */
    PREDICTION,
    /** e_l of the nodes 1 .. L - 1, worker by worker. (e_L always has memory.) */
    ERROR,
    /** delta_l of the nodes 1 .. L, the cotangents that both VJPs of f_(l-1) are made of. */
    DELTA,
    /** delta_l of one node at a time, worker by worker, on its way from e_l to the product that needs it. */
    PASSING_DELTA,
    /** lambda_l of the nodes 1 .. L - 1, the Lagrange multipliers of x_l = mu_l. */
    MULTIPLIER,
    /** The decaying mean of a descent's gradients at the nodes 1 .. L - 1. */
    FIRST_MOMENT,
    /** The decaying mean of their squares. */
    SECOND_MOMENT,
    /** P_1 .. P_L, one number a node, where an algorithm learns them. */
    PRECISION
}
