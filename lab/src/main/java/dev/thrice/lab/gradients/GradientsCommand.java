package dev.thrice.lab.gradients;

import dev.thrice.base.Printable;
import dev.thrice.command.Memory;
import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.ChannelsFirst;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.learn.ExecutorName;
import dev.thrice.lab.learn.SavedNetwork;
import dev.thrice.lab.learn.SavedNetworkOptions;
import dev.thrice.learn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes gradients and errors for a network and a batch from files. */
@Command(
        name = "gradients",
        description = {
            "Computes the gradient of the loss and the errors of all nodes, for a network and a batch from safetensors files.",
            "Network: <prefix><number>.weight and .bias, of type F32, F16 or BF16, as a PyTorch state_dict of a Sequential is, of"
                    + " one prefix. What the layers are --layers says, or the file, whose __metadata__ then have "
                    + StateDict.LAYERS
                    + ", as those of thrice train --out do. Else they are Linear, [out, in] and [out], an"
                    + " activation after each but the last, log-softmax after that: the activation is said by --activation or in"
                    + " the file, as " + StateDict.ACTIVATION + ", or one for each layer, " + StateDict.ACTIVATIONS
                    + ".",
            "Batch: inputs [batch, in], of images [batch, channels, height, width], of the same types, labels I64 [batch].",
            "Output: the gradient of the mean negative log-likelihood under the parameters' names, error.<l> of the shape of node"
                    + " l = 1 .. L, those that the gradient was made of, with the sign of predictive coding,"
                    + " e_L = -dE/d(log-probabilities), and loss [1]; all F32."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice gradients --network network --batch batch --out gradients",
        mixinStandardHelpOptions = true)
public final class GradientsCommand implements Runnable {
    private static final String INPUTS = "inputs";
    private static final String LABELS = "labels";

    /** Rows are whole cache lines of so many elements. */
    private static final long LINE = 16;

    @Option(names = "--network", paramLabel = "FILE", required = true, description = "The parameters.")
    private Path networkFile;

    @Option(names = "--batch", paramLabel = "FILE", required = true, description = "Inputs and labels.")
    private Path batchFile;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the results go.")
    private Path out;

    @Mixin
    private SavedNetworkOptions network;

    @Mixin
    private AlgorithmOptions options;

    @Option(
            names = "--executor",
            paramLabel = "NAME",
            defaultValue = "sequential",
            converter = ExecutorName.OnCommandLine.class,
            completionCandidates = ExecutorName.OnCommandLine.class,
            description = "Order of the nodes' steps: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ExecutorName executor;

    @Mixin
    private KernelsOption provider;

    private GradientsCommand() {}

    @Override
    public void run() {
        options.require(executor);
        Kernels kernels = provider.kernels();
        WholeFile.requireWritable(out);
        try (SafetensorsFile parameters = SafetensorsFile.open(networkFile);
                SafetensorsFile batch = SafetensorsFile.open(batchFile)) {
            run(new ModuleStates(parameters), batch, kernels);
        } catch (DivergenceException e) {
            throw new UserError(e.getMessage());
        } catch (IOException e) { // which names the file
            throw new UserError(e.getMessage());
        } catch (OutOfMemoryError e) {
            throw new UserError(networkFile + " and " + batchFile + ": "
                    + Memory.exhausted(e).orElseThrow());
        }
        System.out.println("written: " + out);
    }

    private void run(ModuleStates parameters, SafetensorsFile batch, Kernels kernels) throws IOException {
        Chain chain = network.chain(networkFile, parameters);
        Sequential sequential = new Sequential(chain);
        sequential.requireFit(parameters);
        requireCountable(chain, parameters);
        LearningAlgorithm algorithm = options.algorithm(chain.length());
        if (!chain.skips().isEmpty() && !algorithm.takesSkips()) {
            throw new UserError(networkFile + ": has skips, expected an --algorithm that sends errors along them");
        }
        ChannelsFirst order = new ChannelsFirst(chain);
        TensorEntry inputs = inputs(batch, chain, order);
        String unbiased = SavedNetwork.unbiased(chain);
        if (!unbiased.isEmpty()) {
            System.err.println("thrice: " + networkFile + ": " + unbiased);
        }
        tellUnused(networkFile, parameters.unused());
        tellUnused(batchFile, batch.names());
        int size = batch.size(inputs, 0);
        for (int l = 0; l <= chain.length(); l++) {
            requireCountable(batchFile, inputs, size, chain.width(l));
        }
        try (Network network = new Network(chain, size, kernels, 0);
                WorkerTeam team = new WorkerTeam(1);
                TensorArena arena = TensorArena.open()) {
            sequential.copy(parameters, network.parameters());
            Sequential.copy(batch, inputs.folded(1), order.channels(0), network.inputs());
            copyLabels(batch, network);
            Engine engine = new Engine(network, algorithm, executor.on(team));
            List<Tensor> errors = errors(engine, arena);
            List<String> names =
                    parameters.modules().stream().map(ModuleStates.State::name).toList();
            List<Sequential.Named> results = new ArrayList<>(sequential.named(names, engine.gradient(), arena));
            for (int l = 1; l <= errors.size(); l++) {
                results.add(error(l, errors.get(l - 1), order, arena));
            }
            write(results, Tensor.allocate(arena, 1, 1).fill((float) network.loss()));
        }
    }

    /** What goes in: of a network of images [batch, channels, height, width], of any whose order is beyond doubt [batch, features]. */
    private TensorEntry inputs(SafetensorsFile batch, Chain chain, ChannelsFirst order) throws FormatException {
        List<Long> image = order.images(0).map(GradientsCommand::shape).orElse(List.of());
        TensorEntry any = batch.entry(INPUTS);
        TensorEntry inputs =
                batch.entry(INPUTS, any.shape().size() == 4 && !image.isEmpty() ? 4 : 2, ElementType.FLOATS);
        List<Long> found = inputs.shape().subList(1, inputs.shape().size());
        if (!found.equals(image) && (order.channels(0) > 1 || !found.equals(List.of((long) chain.width(0))))) {
            throw new UserError(batchFile + ": " + inputs + ", expected the network's "
                    + (image.isEmpty() ? chain.width(0) + " features" : "images " + image + " a sample"));
        }
        return inputs;
    }

    /** As PyTorch has it. */
    private static List<Long> shape(ImageShape images) {
        return List.of((long) images.channels(), (long) images.height(), (long) images.width());
    }

    private static Sequential.Named error(int node, Tensor error, ChannelsFirst order, TensorArena arena) {
        List<Integer> shape = new ArrayList<>(List.of(error.rows()));
        shape.addAll(order.images(node).map(GradientsCommand::shape).orElse(List.of((long) error.columns())).stream()
                .map(Long::intValue)
                .toList());
        return Sequential.named("error." + node, error, order.channels(node), shape, arena);
    }

    private void requireCountable(Chain chain, ModuleStates parameters) {
        int module = 0;
        for (ElementaryFunction function : chain.functions()) {
            if (!function.parameters().isEmpty()) {
                ParameterShape first = function.parameters().getFirst();
                requireCountable(networkFile, parameters.modules().get(module).weight(), first.rows(), first.columns());
                module++;
            }
        }
    }

    /** That a matrix can be held, of the file or as large as one that is computed from it, and its elements be counted. */
    private static void requireCountable(Path file, TensorEntry entry, int rows, int columns) {
        if ((long) rows * (columns + LINE) > Integer.MAX_VALUE) {
            throw new UserError(file + ": " + entry + ", expected matrices of fewer than 2^31 elements, and not of "
                    + rows + " x " + columns);
        }
    }

    private static void tellUnused(Path file, Collection<String> names) {
        List<String> unused = names.stream()
                .filter(name -> !name.equals(INPUTS) && !name.equals(LABELS))
                .toList();
        if (!unused.isEmpty()) {
            System.err.println("thrice: of " + file + " not used: " + Printable.list(unused));
        }
    }

    private void copyLabels(SafetensorsFile batch, Network network) throws IOException {
        int classes = network.labels().classes();
        TensorEntry labels = batch.entry(LABELS, 1, List.of(ElementType.I64));
        if (labels.shape().get(0) != network.batch()) {
            throw new UserError(
                    batchFile + ": " + labels + ", expected one for each of the " + network.batch() + " inputs");
        }
        long[] values = batch.longs(labels);
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= classes) {
                throw new UserError(
                        batchFile + ": label " + values[i] + " of row " + i + ", expected 0 to " + (classes - 1));
            }
            network.labels().set(i, (int) values[i]);
        }
    }

    /** Computes the gradients and the errors they are made of: those of the step after which each node's parameters learn. */
    private static List<Tensor> errors(Engine engine, TensorArena arena) {
        Network network = engine.network();
        int length = network.chain().length();
        List<Tensor> errors = new ArrayList<>();
        for (int l = 1; l <= length; l++) {
            errors.add(Tensor.allocate(arena, network.batch(), network.chain().width(l)));
        }
        boolean[] taken = new boolean[length + 1];
        engine.observe(t -> {
            for (int l = 1; l <= length; l++) {
                if (engine.inference().learnsAfter(l) == t) {
                    errors.get(l - 1).copyFrom(engine.error(l));
                    taken[l] = true;
                }
            }
        });
        engine.gradients();
        for (int l = 1; l <= length; l++) {
            if (!taken[l]) {
                errors.get(l - 1).copyFrom(engine.error(l));
            }
        }
        return errors;
    }

    private void write(List<Sequential.Named> results, Tensor loss) {
        SafetensorsWriter writer = new SafetensorsWriter();
        SavedNetwork.add(writer, results);
        SavedNetwork.requireFinite("loss", loss);
        writer.add("loss", loss, 1);
        WholeFile.write(out, writer::writeTo);
    }
}
