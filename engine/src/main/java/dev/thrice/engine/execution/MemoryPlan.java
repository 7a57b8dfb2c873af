package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.nodes.NetworkParts;
import dev.thrice.engine.nodes.NodeTensors;
import dev.thrice.engine.optimizer.Optimizer;

/**
 * The memory that training takes of a network, known before any of it is taken. What kernels pack operands into
 * is not the network's and not counted; nor are the data.
 *
 * @param parameters bytes of weights and biases
 * @param activations of the feedforward pass, inputs and targets
 * @param inference of what the algorithm keeps at the nodes
 * @param gradient of the parameters' gradient
 * @param optimizer of what the optimizer keeps beside the parameters
 */
public record MemoryPlan(long parameters, long activations, long inference, long gradient, long optimizer) {
    /**
     * Plans it.
     *
     * @param chain what is to learn
     * @param batch samples of a batch
     * @param algorithm how
     * @param optimizer that follows the gradient
     * @return bytes, exactly
     */
    public static MemoryPlan of(Chain chain, int batch, LearningAlgorithm algorithm, Optimizer optimizer) {
        return of(chain, batch, algorithm, optimizer.moments());
    }

    /**
     * Plans an engine without an optimizer.
     *
     * @param chain what computes
     * @param batch samples of a batch
     * @param algorithm how
     * @return bytes, exactly
     */
    public static MemoryPlan of(Chain chain, int batch, LearningAlgorithm algorithm) {
        return of(chain, batch, algorithm, 0);
    }

    private static MemoryPlan of(Chain chain, int batch, LearningAlgorithm algorithm, int moments) {
        long parameters = Parameters.bytes(chain);
        return new MemoryPlan(
                parameters,
                NetworkParts.bytes(chain, batch),
                NodeTensors.bytes(chain, batch, algorithm.keeps()),
                Parameters.gradientBytes(chain),
                moments * parameters);
    }

    /**
     * All of it.
     *
     * @return bytes
     */
    public long total() {
        return parameters + activations + inference + gradient + optimizer;
    }
}
