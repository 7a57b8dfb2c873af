package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;

/**
 * A chain with its parameters, planned for one batch size: the feedforward pass (2.1), its values, and what the last node is
 * clamped to. All its memory comes from one arena, which it closes. One thread at a time.
 */
public final class Network implements AutoCloseable {
    /** Less leaves the next node within reach of the prefetch; more gains nothing (docs/performance.md). */
    private static final long BYTES_APART = 2048;

    private final Chain chain;
    private final int batch;
    private final Kernels kernels;
    private final TensorArena arena = TensorArena.open();
    private final Parameters parameters;
    private final Tensor[] activations;
    private final Target target;
    private final Operation[] forward;

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
        this.kernels = kernels.dividing(batch); // bits are not to depend on how workers divide the batch
        parameters = Parameters.zeros(arena, chain);
        parameters.initializeUniform(seed);
        target = Target.allocate(arena, chain, batch);
        activations = new Tensor[chain.length() + 1];
        for (int l = 0; l <= chain.length(); l++) {
            activations[l] = allocate(l);
        }
        forward = new Operation[chain.length()];
        for (int l = 0; l < chain.length(); l++) {
            forward[l] = forward(l, 0, batch);
        }
    }

    /**
     * The memory that a network takes beside its parameters: the values of its nodes, and what the last is clamped to.
     *
     * @param chain its functions
     * @param batch samples of a batch
     * @return bytes
     */
    public static long bytes(Chain chain, int batch) {
        long bytes = Target.bytes(chain, batch);
        for (int l = 0; l <= chain.length(); l++) {
            bytes += nodeBytes(chain, batch, l);
        }
        return bytes;
    }

    /** The feedforward pass: node l + 1 = f_l(node l), from {@link #inputs} to the output. Allocates nothing. */
    public void forward() {
        for (Operation function : forward) {
            function.run();
        }
    }

    /**
     * One function of the feedforward pass.
     *
     * @param layer l in 0 .. L - 1
     */
    public void forward(int layer) {
        forward[layer].run();
    }

    /**
     * Plans one function of the feedforward pass for some samples.
     *
     * @param layer l in 0 .. L - 1
     * @param firstRow index of the first sample
     * @param rows number of samples
     * @return the operation, for one thread
     */
    public Operation forward(int layer, int firstRow, int rows) {
        return chain.function(layer)
                .forward(
                        kernels,
                        activations[layer].rows(firstRow, rows),
                        parameters.of(layer),
                        activations[layer + 1].rows(firstRow, rows));
    }

    /**
     * The loss of the last feedforward pass, the mean over the batch.
     *
     * @return E / batch
     */
    public double loss() {
        return loss(activations[chain.length()]) / batch;
    }

    /**
     * The loss of the first samples in the last feedforward pass, summed over them.
     *
     * @param samples how many to look at
     * @return E of these samples
     * @throws IndexOutOfBoundsException if there are not so many samples
     */
    public double loss(int samples) {
        return target.rows(0, samples).loss(kernels, activations[chain.length()].rows(0, samples));
    }

    /**
     * The loss of any output.
     *
     * @param output mu_L, [batch x width]
     * @return E, summed over the batch
     */
    public double loss(Tensor output) {
        return target.loss(kernels, output);
    }

    /**
     * Plans e_L = -factor dE/dmu_L (3.12).
     *
     * @param output mu_L
     * @param factor of the loss
     * @param e the result, [batch x width]
     * @return the operation
     */
    public Operation outputError(Tensor output, float factor, Tensor e) {
        return target.error(kernels, output, factor, e);
    }

    /**
     * Plans delta_L, the cotangent under the last function of e_L = -factor dE/dmu_L, for some samples.
     *
     * @param firstRow index of the first sample
     * @param input x_(L-1) of these samples
     * @param output mu_L of these samples
     * @param factor of the loss
     * @param e of their shape; may be overwritten, by e_L or by nothing of use
     * @param delta the result
     * @return the operation
     */
    public Operation outputCotangent(int firstRow, Tensor input, Tensor output, float factor, Tensor e, Tensor delta) {
        ElementaryFunction last = chain.function(chain.length() - 1);
        return target.rows(firstRow, output.rows()).cotangent(kernels, last, input, output, factor, e, delta);
    }

    /**
     * How many of the first samples the last feedforward pass classified rightly.
     *
     * @param samples how many to look at
     * @return rows whose largest output is the label's
     * @throws IllegalStateException if there are no labels
     * @throws IndexOutOfBoundsException if there are not so many samples
     */
    public int correct(int samples) {
        Labels labels = labels();
        Tensor output = activations[chain.length()];
        int correct = 0;
        for (int i = 0; i < samples; i++) {
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
     * The labels of the batch, to be filled with the inputs, where the loss is the negative log-likelihood.
     *
     * @return one a row
     * @throws IllegalStateException if the loss is another
     */
    public Labels labels() {
        if (target instanceof Target.Classes classes) {
            return classes.labels();
        }
        throw new IllegalStateException("network: loss " + chain.loss() + " has target values, no labels");
    }

    /**
     * The target values of the batch, to be filled with the inputs, where the loss is the squared error.
     *
     * @return [batch x width of the last node]
     * @throws IllegalStateException if the loss is another
     */
    public Tensor targets() {
        if (target instanceof Target.Values values) {
            return values.values();
        }
        throw new IllegalStateException("network: loss " + chain.loss() + " has labels, no target values");
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
     * @return theta, to be updated in place
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
     * Allocates memory for something of a node, a little apart from what comes next: some workers write the last rows of one node
     * while others write the first of the next, and the hardware's prefetch for the one would take lines from the other.
     *
     * @param node l in 0 .. L
     * @return [batch x width of node l], zeroed
     */
    public Tensor allocate(int node) {
        Tensor tensor = Tensor.allocate(arena, batch, chain.width(node));
        arena.allocate(BYTES_APART, TensorArena.ALIGNMENT);
        return tensor;
    }

    /**
     * The memory that {@link #allocate} takes.
     *
     * @param chain whose node
     * @param batch samples of a batch
     * @param node l in 0 .. L
     * @return bytes
     */
    public static long nodeBytes(Chain chain, int batch, int node) {
        return Tensor.allocatedBytes(batch, chain.width(node)) + BYTES_APART;
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
