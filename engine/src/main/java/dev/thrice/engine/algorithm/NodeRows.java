package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Tensor;

/**
 * Some samples of a node with its neighbours, and the operations that programs are made of. Tensors are views of these rows; each
 * operation is planned once and is for one thread.
 */
public interface NodeRows {
    /**
     * The node.
     *
     * @return l in 1 .. L
     */
    int node();

    /**
     * The first sample.
     *
     * @return its index in the batch
     */
    int first();

    /**
     * How many samples.
     *
     * @return at least 1
     */
    int count();

    /**
     * These rows of something of the whole batch.
     *
     * @param tensor [batch x columns]
     * @return [count x columns]
     */
    Tensor of(Tensor tensor);

    /**
     * The node's values; not for node L, whose value is what it is clamped to.
     *
     * @return x_l
     */
    Tensor value();

    /**
     * The node's predictions, what skips add included. They are written by {@link #predict} and {@link #predictFeedforward}, which bring
     * along what f_(l-1) saves for its VJPs.
     *
     * @return mu_l, to be read
     */
    Tensor prediction();

    /**
     * The node's values of the feedforward pass, which are not to be written.
     *
     * @return f_(l-1)(.. f_0(x_0))
     */
    Tensor feedforward();

    /**
     * The node's errors.
     *
     * @return e_l
     * @throws IllegalStateException if errors are not kept
     */
    Tensor error();

    /**
     * The node's cotangents.
     *
     * @return delta_l
     */
    Tensor delta();

    /**
     * What the node remembers from step to step beside its value.
     *
     * @param variable a {@link NodeVariable#MULTIPLIER}, {@link NodeVariable#FIRST_MOMENT} or {@link NodeVariable#SECOND_MOMENT} that
     *     is kept
     * @return [count x width]
     */
    Tensor memory(NodeVariable variable);

    /**
     * Plans mu_l = f_(l-1)(x_(l-1)) + the values that skips add.
     *
     * @return the operation
     */
    Operation predict();

    /**
     * Plans mu_l as in the feedforward pass, a copy of the feedforward pass.
     *
     * @return the operation
     */
    Operation predictFeedforward();

    /**
     * Whether a skip begins or ends at the node.
     *
     * @return false in a chain without skips
     */
    boolean hasSkips();

    /**
     * A factor for each node.
     */
    @FunctionalInterface
    interface FactorOfNode {
        /**
         * The factor.
         *
         * @param node l in 1 .. L
         * @return of this node
         */
        float of(int node);
    }

    /**
     * Plans out = out + the sum, over all skips that begin at the node, of the factor of where a skip ends times what that node
     * {@linkplain #offer offers}. With an input-VJP, which is that of f_l alone, it is the whole way back.
     *
     * @param factor of the nodes that skips lead to
     * @param out [count x width]
     * @return the operation; {@link Operation#NOTHING} if no skip begins here
     */
    Operation skips(FactorOfNode factor, Tensor out);

    /**
     * Plans that skips into the node carry back this, an error of it, until it offers something else. It reads e and may write where
     * {@link NodeProgram#compare} may.
     *
     * @param e [count x width]
     * @return the operation; {@link Operation#NOTHING} if no skip ends here
     */
    Operation offer(Tensor e);

    /**
     * Plans e_l = alpha J_l^T e_(l+1) + beta e_l, from delta_(l+1).
     *
     * @param alpha factor of the product
     * @param beta factor of the old error; with 0 it is not read
     * @return the operation; not for node L
     */
    Operation inputVjp(float alpha, float beta);

    /**
     * Plans out = alpha J_l^T e_(l+1) + beta out, from delta_(l+1).
     *
     * @param alpha factor of the product
     * @param beta factor of the old out; with 0 it is not read
     * @param out [count x width]
     * @return the operation; not for node L
     */
    Operation inputVjp(float alpha, float beta, Tensor out);

    /**
     * As {@link #inputVjp(float, float)}, of e_(l+1) as it is when it is needed, by way of memory that all nodes share, which is {@link
     * NodeVariable#PASSING_DELTA}: the cotangent is used while it is in the first-level cache, where one for each node would go through
     * the second.
     *
     * @param alpha factor of the product
     * @param beta factor of the old error; with 0 it is not read
     * @return the operation; for nodes below L - 1
     */
    Operation inputVjpByPassing(float alpha, float beta);

    /**
     * Plans delta_l from delta_(l+1), and from what skips carry back, in one pass where the functions have one. The node offers its error.
     *
     * @return the operation; not for node L
     */
    Operation propagate();

    /**
     * Plans delta_l from e_l.
     *
     * @return the operation
     */
    Operation cotangent();

    /**
     * Plans delta_l from another error of the node.
     *
     * @param e [count x width]
     * @return the operation
     */
    Operation cotangent(Tensor e);

    /**
     * Plans delta_L from the output's prediction and what it is clamped to; e_L may be overwritten, by itself or by nothing of use.
     *
     * @param reduction of the loss
     * @return the operation; for node L
     */
    Operation outputCotangent(LossReduction reduction);

    /**
     * Plans to = from.
     *
     * @param from is read
     * @param to of its shape
     * @return the operation
     */
    Operation copy(Tensor from, Tensor to);

    /**
     * Plans tensor = factor tensor.
     *
     * @param factor of each element
     * @param tensor is scaled
     * @return the operation
     */
    Operation scale(float factor, Tensor tensor);

    /**
     * Plans tensor = 0.
     *
     * @param tensor is cleared
     * @return the operation
     */
    Operation zero(Tensor tensor);
}
