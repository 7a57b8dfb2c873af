package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A chain with its parameters, planned for one batch size: the feedforward pass (2.1), its values, and what the last node is
 * clamped to. All its memory comes from one arena, which it closes.
 *
 * <p>One caller at a time, which is checked: while a feedforward pass, an engine or a training step is at work on a network, whatever
 * would compute on it, take memory of it, read a loss or count answers on another thread, and {@link #close}, is refused with an
 * IllegalStateException, and what is under way goes on unharmed. The thread that is at work, as in an observer or a job of its own, may
 * read losses and count answers meanwhile; to compute from within is refused. Tensors are handed out unguarded.
 */
public final class Network implements AutoCloseable {
    /** Less leaves the next node within reach of the prefetch; more gains nothing (docs/performance.md). */
    private static final long BYTES_APART = 2048;

    private final SingleEntry use; // by one thread
    private final SingleEntry computation; // of that thread, one at a time
    private final Chain chain;
    private final int batch;
    private final Kernels kernels;
    private final TensorArena arena;
    private final Parameters parameters;
    private final Tensor[] activations;
    private final Target target;
    private final Operation[] functions;
    private final Operation feedforward = this::computeForward;
    private final List<Tensor> taken = new ArrayList<>();
    private final List<Tensor> spare = new ArrayList<>();

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
        use = new SingleEntry("network " + chain);
        computation = new SingleEntry("network " + chain);
        arena = TensorArena.open();
        try {
            parameters = Parameters.zeros(arena, chain);
            parameters.initializeUniform(seed);
            target = Target.allocate(arena, chain, batch);
            activations = new Tensor[chain.length() + 1];
            for (int l = 0; l <= chain.length(); l++) {
                activations[l] = allocate(l);
            }
            functions = new Operation[chain.length()];
            for (int l = 0; l < chain.length(); l++) {
                functions[l] = forward(l, 0, batch);
            }
        } catch (Throwable e) {
            arena.close();
            throw e;
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

    /**
     * The feedforward pass: node l + 1 = f_l(node l), from {@link #inputs} to the output. Allocates nothing.
     *
     * @throws IllegalStateException if the network is in use or closed
     */
    public void forward() {
        exclusively(feedforward);
    }

    private void computeForward() {
        for (Operation function : functions) {
            function.run();
        }
    }

    /**
     * One function of the feedforward pass.
     *
     * @param layer l in 0 .. L - 1
     * @throws IllegalStateException if the network is in use or closed
     */
    public void forward(int layer) {
        exclusively(functions[layer]);
    }

    /**
     * Computes something on this network that nothing else may come between, neither of another thread nor from within. Allocates
     * nothing.
     *
     * @param work what to do
     * @throws IllegalStateException if the network is in use or closed; nothing has been done then
     */
    public void exclusively(Operation work) {
        boolean entered = use.join();
        try {
            computation.enter();
            try {
                work.run();
            } finally {
                computation.leave();
            }
        } finally {
            leave(entered);
        }
    }

    /**
     * Does something of several steps, each of which may compute on this network, and keeps other threads out of it until all is done.
     * Allocates nothing.
     *
     * @param work what to do
     * @throws IllegalStateException if another thread uses the network, or it is closed; nothing has been done then
     */
    public void reserved(Operation work) {
        boolean entered = use.join();
        try {
            work.run();
        } finally {
            leave(entered);
        }
    }

    /**
     * Plans something on this network. If that throws, the memory that it has allocated from the network is what the next plans take.
     *
     * @param plan makes it
     * @param <T> what is planned
     * @return what was planned
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public <T> T planned(Supplier<T> plan) {
        boolean entered = use.join();
        int before = taken.size();
        try {
            return plan.get();
        } catch (Throwable e) {
            List<Tensor> back = taken.subList(before, taken.size());
            spare.addAll(back);
            back.clear();
            throw e;
        } finally {
            leave(entered);
        }
    }

    private void leave(boolean entered) {
        if (entered) {
            use.leave();
        }
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
        return loss(target.rows(0, samples), activations[chain.length()].rows(0, samples));
    }

    /**
     * The loss of any output.
     *
     * @param output mu_L, [batch x width]
     * @return E, summed over the batch
     */
    public double loss(Tensor output) {
        return loss(target, output);
    }

    private double loss(Target of, Tensor output) {
        boolean entered = use.join();
        try {
            return of.loss(kernels, output);
        } finally {
            leave(entered);
        }
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
     * @return rows whose {@linkplain Answer#isRight answer} is the label
     * @throws IllegalStateException if there are no labels
     * @throws IndexOutOfBoundsException if there are not so many samples
     */
    public int correct(int samples) {
        Labels labels = labels();
        Tensor output = activations[chain.length()];
        boolean entered = use.join();
        try {
            int correct = 0;
            for (int i = 0; i < samples; i++) {
                correct += Answer.isRight(output, i, labels.get(i)) ? 1 : 0;
            }
            return correct;
        } finally {
            leave(entered);
        }
    }

    /**
     * Where the last feedforward pass left the finite numbers.
     *
     * @return what is not finite, the inputs or the output of the first layer of which some element is not; nothing if all are
     */
    public Optional<String> firstNotFinite() {
        for (int l = 0; l <= chain.length(); l++) {
            if (!kernels.allFinite(activations[l])) {
                return Optional.of("NaN or infinity in " + (l == 0 ? "the inputs" : "the output of layer " + (l - 1)));
            }
        }
        return Optional.empty();
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
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Tensor allocate(int node) {
        return allocate(batch, chain.width(node), BYTES_APART);
    }

    /**
     * Allocates memory for anything.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @return [rows x columns], zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Tensor allocate(int rows, int columns) {
        return allocate(rows, columns, 0);
    }

    /**
     * Allocates memory for something of each parameter.
     *
     * @return zeros of the parameters' shapes
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Parameters allocateParameters() {
        return planned(() -> Parameters.zeros(this::allocate, chain));
    }

    private Tensor allocate(int rows, int columns, long apart) {
        boolean entered = use.join();
        try {
            Tensor tensor = takeSpare(rows, columns);
            if (tensor == null) {
                tensor = Tensor.allocate(arena, rows, columns);
                if (apart > 0) {
                    arena.allocate(apart, TensorArena.ALIGNMENT);
                }
            }
            taken.add(tensor);
            return tensor;
        } finally {
            leave(entered);
        }
    }

    /** Memory of a plan that has failed, zeroed, or null. */
    private Tensor takeSpare(int rows, int columns) {
        for (int i = 0; i < spare.size(); i++) {
            Tensor tensor = spare.get(i);
            if (tensor.rows() == rows && tensor.columns() == columns) {
                spare.remove(i);
                return tensor.fill(0f);
            }
        }
        return null;
    }

    /**
     * The memory that {@link #allocate(int)} takes.
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

    /**
     * Frees the memory. Closing twice is harmless, and so is it where the {@linkplain #arena arena} has been closed by itself.
     *
     * @throws IllegalStateException if the network is in use, or a kernel uses its memory; nothing has changed then
     */
    @Override
    public void close() {
        if (use.isShut()) {
            return;
        }
        use.enter();
        try {
            arena.close();
        } catch (IllegalStateException e) {
            if (arena.isOpen()) {
                throw e;
            }
        } finally {
            if (arena.isOpen()) {
                use.leave();
            } else {
                use.leaveShut();
            }
        }
    }
}
