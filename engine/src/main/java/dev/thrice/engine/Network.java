package dev.thrice.engine;

import dev.thrice.kernels.Epilogue;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;

/**
 * A chain with its parameters, planned for one batch size: the feedforward pass (2.1) and its values. All its memory
 * comes from one arena, which it closes. One thread at a time.
 */
public final class Network implements AutoCloseable {
    private final Chain chain;
    private final int batch;
    private final Kernels kernels;
    private final TensorArena arena = TensorArena.open();
    private final Parameters parameters;
    private final Tensor[] activations;
    private final Labels labels;
    private final Gemm[] forward;

    /**
     * Plans a network, with parameters drawn by {@link Parameters#initializeUniform}.
     *
     * @param chain its functions
     * @param batch samples of a batch, at least 1
     * @param kernels who computes
     * @param seed of the parameters
     * @throws IllegalArgumentException if the batch is below 1
     */
    public Network(Chain chain, int batch, Kernels kernels, long seed) {
        if (batch < 1) {
            throw new IllegalArgumentException("network: batch of " + batch + ", expected at least 1");
        }
        this.chain = chain;
        this.batch = batch;
        this.kernels = kernels;
        parameters = Parameters.zeros(arena, chain);
        parameters.initializeUniform(seed);
        labels = Labels.allocate(arena, batch, chain.classes());
        activations = new Tensor[chain.length() + 1];
        for (int l = 0; l <= chain.length(); l++) {
            activations[l] = Tensor.allocate(arena, batch, chain.width(l));
        }
        forward = new Gemm[chain.length()];
        for (int l = 0; l < chain.length(); l++) {
            GemmSpec product = GemmSpec.nt(batch, chain.width(l + 1), chain.width(l));
            boolean tanh = chain.layer(l).activation() == Activation.TANH;
            forward[l] = kernels.gemm(product.then(tanh ? Epilogue.BIAS_TANH : Epilogue.BIAS));
        }
    }

    /** The feedforward pass: node l + 1 = f_l(node l), from {@link #inputs} to the log-probabilities. */
    public void forward() {
        for (int l = 0; l < chain.length(); l++) {
            forward(l);
        }
    }

    /**
     * One function of the feedforward pass.
     *
     * @param layer l in 0 .. L - 1
     */
    public void forward(int layer) {
        Tensor output = activations[layer + 1];
        forward[layer].run(activations[layer], parameters.weight(layer), output, parameters.bias(layer));
        if (chain.layer(layer).activation() == Activation.LOG_SOFTMAX) {
            kernels.logSoftmax(output, output);
        }
    }

    /**
     * The loss of the last feedforward pass: the negative log-likelihood, the mean over the batch.
     *
     * @return nats a sample
     */
    public double loss() {
        return kernels.negativeLogLikelihood(activations[chain.length()], labels) / batch;
    }

    /**
     * How many samples of the batch the last feedforward pass classified rightly.
     *
     * @return rows whose largest log-probability is the label's
     */
    public int correct() {
        Tensor output = activations[chain.length()];
        int correct = 0;
        for (int i = 0; i < batch; i++) {
            int best = 0;
            for (int j = 1; j < output.columns(); j++) {
                if (output.get(i, j) > output.get(i, best)) {
                    best = j;
                }
            }
            if (best == labels.get(i)) {
                correct++;
            }
        }
        return correct;
    }

    /**
     * The inputs of the batch, to be filled before {@link #forward()}.
     *
     * @return node 0, [batch x features]
     */
    public Tensor inputs() {
        return activations[0];
    }

    /**
     * The labels of the batch, to be filled with the inputs.
     *
     * @return one a row
     */
    public Labels labels() {
        return labels;
    }

    /**
     * The value of a node after the last feedforward pass.
     *
     * @param node l in 0 .. L
     * @return mu_l, [batch x width]
     */
    public Tensor activation(int node) {
        return activations[node];
    }

    /**
     * The parameters.
     *
     * @return weights and biases, to be updated in place
     */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * The functions.
     *
     * @return the chain
     */
    public Chain chain() {
        return chain;
    }

    /**
     * The samples of a batch.
     *
     * @return rows of every node
     */
    public int batch() {
        return batch;
    }

    /**
     * Who computes.
     *
     * @return the kernels
     */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * The arena that this network's memory is from; it closes with the network.
     *
     * @return the arena, for what else is to live as long
     */
    public TensorArena arena() {
        return arena;
    }

    @Override
    public void close() {
        arena.close();
    }
}
