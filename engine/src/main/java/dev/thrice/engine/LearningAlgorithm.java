package dev.thrice.engine;

import dev.thrice.kernels.Tensor;

/**
 * A way to assign credit: from the values of the feedforward pass to an error at each node. Errors have the sign of
 * predictive coding, e = -(dE/dmu)^T, with the loss summed over the batch: no sample's errors depend on another's.
 */
public interface LearningAlgorithm {
    /** Computes the errors from the network's last feedforward pass. Allocates nothing. */
    void run();

    /**
     * The error behind a node's nonlinearity, as of the last {@link #run}: for a tanh node e (1 - mu^2), for the
     * log-softmax node onehot(label) - softmax. Parameter gradients are made of these.
     *
     * @param node l in 1 .. L
     * @return delta_l, [batch x width]
     */
    Tensor delta(int node);

    /**
     * The input-VJPs of one {@link #run}.
     *
     * @return how many e = J^T e' it computes
     */
    int inputVjps();
}
