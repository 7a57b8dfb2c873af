package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import java.util.Set;

/**
 * A way to assign credit: from the values of the feedforward pass to an error at each node, and from errors to parameter
 * gradients. An algorithm says what the nodes do in a step; in which order they do it, on how many threads, is the
 * executor's. It is a description, to be planned for any number of networks.
 *
 * <p>Errors have the sign of predictive coding, e_L = -(dE/dmu_L)^T.
 */
public interface LearningAlgorithm {
    /**
     * What is to be kept at the nodes.
     *
     * @return the quantities with memory of their own
     */
    Set<NodeVariable> keeps();

    /**
     * What becomes of the samples' losses before errors are taken of them.
     *
     * @return the reduction
     */
    LossReduction reduction();

    /**
     * Whether it sends errors back along {@linkplain dev.thrice.engine.chain.Skip skips} too, by {@link NodeRows#skips} and {@link
     * NodeRows#offer}. An engine refuses chains with skips to those that do not.
     *
     * @return false unless it does
     */
    default boolean takesSkips() {
        return false;
    }

    /**
     * Whether it works where a chain is divided into {@linkplain dev.thrice.engine.chain.Stage stages}: a node needs no more than the
     * prediction from the node below and the error of the node above, as they are in each step. An engine refuses stages to others.
     *
     * @return false unless it does
     */
    default boolean takesStages() {
        return false;
    }

    /**
     * Plans an inference.
     *
     * @param nodes the tensors of {@link #keeps()}, and when errors arrive under the executor
     * @return the plan
     * @throws IllegalArgumentException if the algorithm does not fit the network
     */
    Inference plan(Nodes nodes);
}
