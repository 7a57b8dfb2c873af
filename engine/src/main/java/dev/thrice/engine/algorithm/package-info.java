/**
 * The ways to assign credit: backpropagation, and predictive coding in its variants. Each is one class that says what its nodes do in a
 * step; one of one's own is a {@link dev.thrice.engine.algorithm.LearningAlgorithm}, which says what it keeps at the nodes and plans an
 * {@link dev.thrice.engine.algorithm.Inference} on {@link dev.thrice.engine.algorithm.Nodes}: a {@link
 * dev.thrice.engine.algorithm.NodeProgram} for some {@link dev.thrice.engine.algorithm.NodeRows rows} of each.
 *
 * <p>Everywhere: L functions f_0 .. f_(L-1), node 0 the input, node l in 1 .. L the output of f_(l-1); x_l its value, mu_l its
 * prediction, e_l its error, with the sign of predictive coding, e_L = -dE/dmu_L, and delta_l the cotangent of e_l under f_(l-1). A
 * tensor has a row a sample. Equation numbers are those of Zahid, Guo &amp; Fountas (2023).
 */
package dev.thrice.engine.algorithm;
