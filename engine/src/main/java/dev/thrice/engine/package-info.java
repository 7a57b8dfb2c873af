/**
 * Chains of elementary functions and the algorithms that assign credit in them: backpropagation and predictive coding.
 *
 * <p>A {@link dev.thrice.engine.Network} is a chain with its parameters, planned for one batch size; a {@link
 * dev.thrice.engine.LearningAlgorithm} computes its errors; a {@link dev.thrice.engine.ParameterGradient} turns errors
 * into gradients; {@link dev.thrice.engine.MomentumSgd} follows them. Equation numbers are those of Zahid, Guo &amp;
 * Fountas (2023).
 */
package dev.thrice.engine;
