package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Answer;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Neighbours.Side;
import dev.thrice.engine.nodes.NetworkParts;
import dev.thrice.engine.nodes.Target;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A chain with its parameters, planned for one batch size: the feedforward pass (2.1), its values, and what the last node is
 * clamped to. All its memory, but for parameters that were given to it, comes from one arena, which it closes.
 *
 * <p>One caller at a time, which is checked: while a feedforward pass, an engine or a training step is at work on a network, whatever
 * would compute on it, plan on it, read a loss or count answers on another thread, and {@link #close}, is refused with an
 * IllegalStateException, and what is under way goes on unharmed. The thread that is at work, as in an observer, may
 * read losses and count answers meanwhile; to compute from within is refused. Tensors are handed out unguarded.
 */
public final class Network implements AutoCloseable {
    private final NetworkParts parts;
    private final Neighbours neighbours; // null where the chain is not divided
    private final Sent sent = new Sent();
    private final Operation receiveInput;
    private final Operation sendOutput;
    private final Operation forward;

    /**
     * Plans a network, with parameters drawn by {@link Initialization#UNIFORM}.
     *
     * @param chain its functions
     * @param batch samples of a batch, at least 1
     * @param kernels who computes
     * @param seed of the parameters
     * @throws IllegalArgumentException if the batch is below 1
     */
    public Network(Chain chain, int batch, Kernels kernels, long seed) {
        this(Stage.whole(chain), null, batch, kernels, arena -> {
            Parameters parameters = Parameters.zeros(arena, chain);
            parameters.initialize(Initialization.UNIFORM, seed);
            return parameters;
        });
    }

    /**
     * Plans a network on parameters that are there, and may be others' too: any number of networks, of any batch sizes, share them. Who
     * runs one that writes them, by a training step, sees to it that no other is run meanwhile; nothing here does.
     *
     * @param chain its functions
     * @param batch samples of a batch, at least 1
     * @param kernels who computes
     * @param parameters not freed with this network, and to outlive it
     * @throws IllegalArgumentException if the batch is below 1, or the parameters' shapes are not the chain's
     */
    public Network(Chain chain, int batch, Kernels kernels, Parameters parameters) {
        this(Stage.whole(chain), null, batch, kernels, parameters);
    }

    /**
     * Plans a stage of a chain, on parameters that are there. It does what the whole network does as soon as its neighbours do the same:
     * {@link #forward}, and what engines run, wait for what these send. The stage that has the input fills {@link #inputs}, the one
     * that has the output {@link #labels} or {@link #targets}, and has the loss; to the others it is 0.
     *
     * @param stage its functions
     * @param neighbours who has the other stages, in the same order of networks and engines; null for all of a chain
     * @param batch samples of a batch, at least 1, as in every stage
     * @param kernels who computes
     * @param parameters of {@link Stage#chain()}, not freed with this network, and to outlive it
     * @throws IllegalArgumentException if the batch is below 1, or the parameters' shapes are not the stage's
     */
    public Network(Stage stage, Neighbours neighbours, int batch, Kernels kernels, Parameters parameters) {
        this(stage, neighbours, batch, kernels, arena -> {
            parameters.requireOf(stage.chain());
            return parameters;
        });
    }

    private Network(
            Stage stage,
            Neighbours neighbours,
            int batch,
            Kernels kernels,
            Function<TensorArena, Parameters> parameters) {
        if (batch < 1) {
            throw new IllegalArgumentException("network: batch of " + batch + ", expected at least 1");
        }
        if (stage.isPart()) {
            Objects.requireNonNull(neighbours, "neighbours");
        }
        this.neighbours = neighbours;
        parts = NetworkParts.plan(stage, batch, kernels, parameters);
        try {
            receiveInput =
                    stage.hasBelow() ? neighbours.receive(Side.BELOW, inputs()).whole() : Operation.NOTHING;
            sendOutput = stage.hasAbove() ? sending(List.of(activation(chain().length()))) : Operation.NOTHING;
        } catch (Throwable e) {
            parts.memory().arena().close();
            throw e;
        }
        forward = receiveInput.then(parts.feedforward()).then(sendOutput);
    }

    private Operation sending(List<Tensor> output) {
        long bytes = Sent.bytes(output);
        return neighbours.send(Side.ABOVE, output).whole().then(() -> sent.add(bytes));
    }

    /** Waits for the input, if another stage computes it. */
    Operation receiveInput() {
        return receiveInput;
    }

    /** Sends the output, if another stage takes it, and waits until that has it. */
    Operation sendOutput() {
        return sendOutput;
    }

    /** Who has the other stages; null where the chain is not divided. */
    Neighbours neighbours() {
        return neighbours;
    }

    Sent sent() {
        return sent;
    }

    /**
     * What this stage has sent to its neighbours, by the network itself and all engines on it.
     *
     * @return nothing where the chain is not divided
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Traffic traffic() {
        boolean entered = parts.access().join();
        try {
            return sent.total();
        } finally {
            parts.access().leave(entered);
        }
    }

    /** What engines are planned on. */
    NetworkParts parts() {
        return parts;
    }

    /**
     * The feedforward pass: node l + 1 = f_l(node l), from {@link #inputs} to the output. Allocates nothing.
     *
     * @throws IllegalStateException if the network is in use or closed
     */
    public void forward() {
        parts.access().exclusively(forward);
    }

    /**
     * One function of the feedforward pass.
     *
     * @param layer l in 0 .. L - 1
     * @throws IllegalStateException if the network is in use or closed
     */
    public void forward(int layer) {
        parts.access().exclusively(parts.feedforward().function(layer));
    }

    /**
     * The loss of the last feedforward pass, the mean over the batch.
     *
     * @return E / batch
     */
    public double loss() {
        return parts.loss(parts.feedforward().output()) / batch();
    }

    /**
     * The loss of the first samples in the last feedforward pass, summed over them.
     *
     * @param samples how many to look at
     * @return E of these samples
     * @throws IndexOutOfBoundsException if there are not so many samples
     */
    public double loss(int samples) {
        return parts.loss(samples);
    }

    /**
     * The loss of any output.
     *
     * @param output mu_L, [batch x width]
     * @return E, summed over the batch
     */
    public double loss(Tensor output) {
        return parts.loss(output);
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
        Tensor output = parts.feedforward().output();
        boolean entered = parts.access().join();
        try {
            int correct = 0;
            for (int i = 0; i < samples; i++) {
                correct += Answer.isRight(output, i, labels.get(i)) ? 1 : 0;
            }
            return correct;
        } finally {
            parts.access().leave(entered);
        }
    }

    /**
     * Where the last feedforward pass left the finite numbers.
     *
     * @return what is not finite, the inputs or the output of the first layer of which some element is not; nothing if all are
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Optional<String> firstNotFinite() {
        boolean entered = parts.access().join();
        try {
            return parts.feedforward().firstNotFinite();
        } finally {
            parts.access().leave(entered);
        }
    }

    /**
     * The inputs of the batch, to be filled before {@link #forward()}.
     *
     * @return node 0, [batch x features]
     */
    public Tensor inputs() {
        return activation(0);
    }

    /**
     * The labels of the batch, to be filled with the inputs, where the loss is the negative log-likelihood.
     *
     * @return one a row
     * @throws IllegalStateException if the loss is another
     */
    public Labels labels() {
        if (parts.target() instanceof Target.Classes classes) {
            return classes.labels();
        }
        throw new IllegalStateException("network: loss " + chain().loss() + " has target values, no labels");
    }

    /**
     * The target values of the batch, to be filled with the inputs, where the loss is the squared error.
     *
     * @return [batch x width of the last node]
     * @throws IllegalStateException if the loss is another
     */
    public Tensor targets() {
        if (parts.target() instanceof Target.Values values) {
            return values.values();
        }
        throw new IllegalStateException("network: loss " + chain().loss() + " has labels, no target values");
    }

    /**
     * The value of a node after the last feedforward pass.
     *
     * @param node l in 0 .. L
     * @return mu_l, [batch x width]
     */
    public Tensor activation(int node) {
        return parts.feedforward().value(node);
    }

    /**
     * The output of a function after the last feedforward pass, with what it has saved for its VJPs; what skips add to a node is not in
     * it.
     *
     * @param node l in 1 .. L
     * @return f_(l-1)(mu_(l-1)) and what is beside it
     */
    public Output output(int node) {
        return parts.feedforward().output(node);
    }

    /**
     * The parameters.
     *
     * @return theta, to be updated in place
     */
    public Parameters parameters() {
        return parts.parameters();
    }

    /**
     * The functions.
     *
     * @return the chain
     */
    public Chain chain() {
        return parts.chain();
    }

    /**
     * The samples of a batch.
     *
     * @return rows of every node
     */
    public int batch() {
        return parts.batch();
    }

    /**
     * Who computes.
     *
     * @return the kernels, whose plans are closed with the network
     */
    public Kernels kernels() {
        return parts.kernels();
    }

    /**
     * Frees the memory, and closes the plans of products, of the network itself and of all engines on it. Closing twice is harmless.
     *
     * @throws IllegalStateException if the network is in use, or a kernel uses its memory; nothing has changed then
     */
    @Override
    public void close() {
        parts.access().shut(parts.memory().arena()::close);
    }
}
