package dev.thrice.learn;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A chain with its parameters, which any number of plans share: a {@link Trainer} learns them, {@link Predictor}s answer by them. With
 * them go what features are scaled by and what classes are called, so that a model that was saved is asked as it was.
 *
 * <p>Thread-safe: any number of threads may predict, evaluate, copy and save at once. While one trains, {@link Trainer#fit}, the others
 * are refused with an IllegalStateException; they predict from a {@link #copy()}.
 */
public final class Model implements AutoCloseable {
    /** Rows of an evaluation: enough for the products to be fast. */
    private static final int EVALUATED_AT_ONCE = 128;

    private final TensorArena arena = TensorArena.open();
    private final Chain chain;
    private final Kernels kernels;
    private final long seed;
    private final Initialization initialization; // UNIFORM where nothing was drawn
    private final Parameters parameters;
    private final Sharing sharing;
    private final Set<ModelPart> parts = new LinkedHashSet<>();
    private volatile Optional<Scaling> asked = Optional.empty(); // of scaledBy
    private volatile Knowledge knowledge = new Knowledge(false, Optional.empty(), List.of());

    /** What is known of the data that were learned from, if any were. */
    private record Knowledge(boolean settled, Optional<Scaling> scaling, List<String> classNames) {}

    private Model(Chain chain, Kernels kernels, long seed, Initialization initialization) {
        this.chain = chain;
        this.kernels = kernels;
        this.seed = seed;
        this.initialization = initialization;
        sharing = new Sharing(toString());
        try {
            parameters = Parameters.zeros(arena, chain);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /**
     * A model that has learned nothing yet, by the kernels of {@link Kernels#select()}.
     *
     * @param chain its functions and loss
     * @param seed of its parameters, as {@link Initialization#UNIFORM} draws them
     * @return the model, to be closed
     */
    public static Model of(Chain chain, long seed) {
        return of(chain, seed, Kernels.select());
    }

    /**
     * A model that has learned nothing yet.
     *
     * @param chain its functions and loss
     * @param seed of its parameters, as {@link Initialization#UNIFORM} draws them
     * @param kernels who computes
     * @return the model, to be closed
     */
    public static Model of(Chain chain, long seed, Kernels kernels) {
        return of(chain, Initialization.UNIFORM, seed, kernels);
    }

    /**
     * A model that has learned nothing yet.
     *
     * @param chain its functions and loss
     * @param initialization how its parameters are drawn
     * @param seed of its parameters
     * @param kernels who computes
     * @return the model, to be closed
     */
    public static Model of(Chain chain, Initialization initialization, long seed, Kernels kernels) {
        Model model = new Model(chain, kernels, seed, initialization);
        model.parameters.initialize(initialization, seed);
        return model;
    }

    /**
     * Reads a model that was saved, to be computed by the kernels of {@link Kernels#select()}.
     *
     * @param path of the file
     * @return the model, to be closed, which answers with the bits of the one that was saved
     * @throws FormatException if the file is damaged, is not of a chain of dense layers, or does not say what follows each
     * @throws IOException if it cannot be read
     */
    public static Model load(Path path) throws IOException {
        return load(path, Kernels.select());
    }

    /**
     * Reads a model that was saved.
     *
     * @param path of the file
     * @param kernels who computes
     * @return the model, to be closed
     * @throws FormatException as of {@link #load(Path)}
     * @throws IOException if it cannot be read
     */
    public static Model load(Path path, Kernels kernels) throws IOException {
        return ModelFile.load(path, null, kernels);
    }

    /**
     * Reads the parameters of a chain, as PyTorch saves a {@link Sequential}'s, or of one with activations of the caller's own.
     *
     * @param path of the file; what it says of activations and loss is not asked for
     * @param chain of layers as {@link Sequential} knows them
     * @return the model, to be closed
     * @throws FormatException if the file is damaged, or has other layers
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the chain has functions that PyTorch has no module for, or feedback weights
     */
    public static Model load(Path path, Chain chain) throws IOException {
        return load(path, chain, Kernels.select());
    }

    /**
     * Reads the parameters of a chain, likewise.
     *
     * @param path of the file
     * @param chain of layers as {@link Sequential} knows them
     * @param kernels who computes
     * @return the model, to be closed
     * @throws FormatException if the file is damaged, or has other layers
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException as of {@link #load(Path, Chain)}
     */
    public static Model load(Path path, Chain chain, Kernels kernels) throws IOException {
        return ModelFile.load(path, chain, kernels);
    }

    /** One whose parameters are to be read. */
    static Model learned(Chain chain, Kernels kernels, Optional<Scaling> scaling, List<String> classNames) {
        Model model = new Model(chain, kernels, 0, Initialization.UNIFORM);
        model.knowledge = new Knowledge(true, scaling, classNames);
        return model;
    }

    /** How its parameters were drawn. */
    Initialization initialization() {
        return initialization;
    }

    /**
     * Writes the model, whole or not at all: parameters under the names of PyTorch's {@link Sequential}, and in the metadata of the
     * safetensors file skips, scaling, the classes' names and, of dense layers, activations and loss; other layers {@link #load(Path,
     * Chain)} takes from a chain. The thread that trains may, between two steps.
     *
     * @param path of the file; one that is there is replaced
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the chain has functions that PyTorch has no module for, or feedback weights, or after a dense
     *     layer an activation of the caller's own whose name has blanks in it or is one of Thrice's
     * @throws DivergenceException if a parameter is not finite
     * @throws IllegalStateException if another thread trains the model, or it is closed
     */
    public void save(Path path) throws IOException {
        boolean reading = sharing.read();
        try {
            ModelFile.save(this, path);
        } finally {
            sharing.leave(reading);
        }
    }

    /**
     * A trainer, which closes with this model.
     *
     * @param algorithm how errors are assigned
     * @param optimizer how parameters follow the gradient
     * @return a trainer at its start
     * @throws IllegalStateException if the model is closed
     */
    public Trainer trainer(LearningAlgorithm algorithm, Optimizer optimizer) {
        sharing.requireOpen();
        return part(new Trainer(this, algorithm, optimizer));
    }

    /**
     * A predictor of one sample at a time, with the least latency.
     *
     * @return a predictor, to be closed, for one thread at a time
     * @throws IllegalStateException if another thread trains the model, or it is closed
     */
    public Predictor predictor() {
        return predictor(1);
    }

    /**
     * A predictor of some samples at once, with the most throughput.
     *
     * @param batch how many, at least 1; more that are asked for together are taken by turns
     * @return a predictor, to be closed, for one thread at a time
     * @throws IllegalArgumentException if there are none
     * @throws IllegalStateException if another thread trains the model, or it is closed
     */
    public Predictor predictor(int batch) {
        Predictor[] made = new Predictor[1];
        sharing.reading(() -> made[0] = part(new Predictor(this, batch)));
        return made[0];
    }

    private <P extends ModelPart> P part(P part) {
        synchronized (parts) {
            parts.add(part);
        }
        return part;
    }

    void forget(ModelPart part) {
        synchronized (parts) {
            parts.remove(part);
        }
    }

    /**
     * Judges the model by data, raw or scaled as those that it has learned from.
     *
     * @param data with classes or values, as the chain's loss asks for
     * @return the metrics
     * @throws DivergenceException if the loss is not finite; it names the layer
     * @throws IllegalArgumentException if the data do not fit the chain, or are scaled by something else, or call classes otherwise
     * @throws IllegalStateException if another thread trains the model, or it is closed
     */
    public Metrics evaluate(Dataset data) {
        Metrics[] metrics = new Metrics[1];
        sharing.reading(() -> {
            Evaluator.requireFit("evaluate", chain, data);
            int batch = Math.min(EVALUATED_AT_ONCE, data.count());
            try (Network network = new Network(chain, batch, kernels, parameters)) {
                metrics[0] = new Evaluator(network, scalingFor("evaluate", data)).evaluate("evaluate", data);
            }
        });
        return metrics[0];
    }

    /**
     * Has the model scale features as they come, before it has learned anything: as if it learned from data that were {@linkplain
     * Dataset#scaled scaled}, which stay as they are in memory.
     *
     * @param scaling of features as they are, usually that of what is learned from
     * @return this
     * @throws IllegalArgumentException if it is of another number of features
     * @throws IllegalStateException if the model has learned already, or is closed
     */
    public Model scaledBy(Scaling scaling) {
        sharing.requireOpen();
        if (scaling.features() != chain.width(0)) {
            throw new IllegalArgumentException("model: " + scaling + ", expected one of " + chain.width(0));
        }
        if (knowledge.settled()) {
            throw new IllegalStateException("model: has learned already, expected to be told its scaling before");
        }
        asked = Optional.of(scaling);
        knowledge = new Knowledge(false, asked, List.of());
        return this;
    }

    /** The scaling that it was told, rather than has from data or a file. */
    Optional<Scaling> askedScaling() {
        return asked;
    }

    /** Takes what is to be kept of the data, if these are the first. */
    void adopt(Dataset data) {
        Knowledge known = knowledge;
        if (!known.settled()) {
            knowledge = new Knowledge(true, known.scaling().or(data::scaling), data.classNames());
        }
    }

    /** Takes what was known of the data when the training was written down. */
    void recall(Optional<Scaling> scaling, List<String> classNames) {
        knowledge = new Knowledge(true, scaling, classNames);
    }

    /** What data are to be scaled by on their way, null for nothing. */
    Scaling scalingFor(String what, Dataset data) {
        Knowledge known = knowledge;
        if (known.settled() && !agree(known.classNames(), data.classNames())) {
            throw new IllegalArgumentException(what + ": classes of the data are " + data.classNames()
                    + ", expected those that " + this + " has learned, " + known.classNames());
        }
        boolean any = !known.settled() && known.scaling().isEmpty();
        if (any || data.scaling().equals(known.scaling())) {
            return null;
        }
        if (data.scaling().isPresent()) {
            throw new IllegalArgumentException(what + ": data are scaled otherwise than those that " + this
                    + " has learned from, expected them as they are");
        }
        return known.scaling().orElseThrow();
    }

    private static boolean agree(List<String> known, List<String> found) {
        return known.isEmpty() || found.isEmpty() || known.equals(found);
    }

    /**
     * Another model of the same chain and kernels, with parameters of its own, as these are now.
     *
     * @return a copy, to be closed
     * @throws IllegalStateException if another thread trains the model, or it is closed
     */
    public Model copy() {
        Model copy = new Model(chain, kernels, seed, initialization);
        try {
            sharing.reading(() -> copy.parameters.copyFrom(parameters));
        } catch (Throwable e) {
            copy.close();
            throw e;
        }
        copy.knowledge = knowledge;
        return copy;
    }

    /**
     * The functions and the loss.
     *
     * @return the chain
     */
    public Chain chain() {
        return chain;
    }

    /**
     * The parameters that all plans share. Nothing guards them: who writes them sees to it that nobody uses the model meanwhile.
     *
     * @return theta, as long as the model is open
     */
    public Parameters parameters() {
        return parameters;
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
     * What features are scaled by before the network has them.
     *
     * @return the scaling of the data that were learned from first; nothing if they were as they are
     */
    public Optional<Scaling> scaling() {
        return knowledge.scaling();
    }

    /**
     * What the classes are called.
     *
     * @return a name for each; none if the data had none
     */
    public List<String> classNames() {
        return knowledge.classNames();
    }

    /** What the parameters were drawn by, 0 of those that were not. */
    long seed() {
        return seed;
    }

    Sharing sharing() {
        return sharing;
    }

    /**
     * Frees the parameters, and closes the trainers and predictors that are open. Closing twice is harmless.
     *
     * @throws IllegalStateException if the model is in use; nothing has changed then
     */
    @Override
    public void close() {
        sharing.close(() -> {
            List<ModelPart> open;
            synchronized (parts) {
                open = List.copyOf(parts);
            }
            open.forEach(ModelPart::closeWithModel);
            arena.close();
        });
    }

    @Override
    public String toString() {
        return "model " + chain;
    }
}
