package dev.thrice.lab.gradients;

import dev.thrice.base.Printable;
import dev.thrice.command.Memory;
import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.learn.ActivationOption;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.learn.ExecutorName;
import dev.thrice.lab.learn.SavedNetwork;
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
            "Network: <prefix><number>.weight [out, in] and .bias [out], of type F32, F16 or BF16, as a PyTorch state_dict of a"
                    + " Sequential of Linear layers is, of one prefix; an activation after each layer but the last,"
                    + " log-softmax after that. The activation is said by --activation or in the file, whose __metadata__ then"
                    + " have " + StateDict.ACTIVATION + ", as those of thrice train --out do, or one for each layer, "
                    + StateDict.ACTIVATIONS + ", as the library's Model.save writes.",
            "Batch: inputs [batch, in] of the same types, labels I64 [batch].",
            "Output: the gradient of the mean negative log-likelihood under the parameters' names, error.<l> [batch, width] for"
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
    private ActivationOption activation;

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
            run(new StateDict(parameters), batch, kernels);
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

    private void run(StateDict parameters, SafetensorsFile batch, Kernels kernels) throws IOException {
        Chain chain = activation.chain(networkFile, parameters);
        for (StateDict.Layer layer : parameters.layers()) {
            requireCountable(networkFile, layer.weight(), layer.outputs(), layer.inputs());
        }
        LearningAlgorithm algorithm = options.algorithm(chain.length());
        TensorEntry inputs = batch.entry(INPUTS, 2, ElementType.FLOATS);
        if (inputs.shape().get(1) != chain.width(0)) {
            throw new UserError(batchFile + ": " + inputs + ", expected the network's " + chain.width(0) + " features");
        }
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
            SavedNetwork.copy(parameters, network);
            batch.copyFinite(inputs, network.inputs());
            copyLabels(batch, network);
            Engine engine = new Engine(network, algorithm, executor.on(team));
            List<Tensor> errors = errors(engine, arena);
            write(engine, errors, Tensor.allocate(arena, 1, 1), parameters);
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

    private void write(Engine engine, List<Tensor> errors, Tensor loss, StateDict parameters) {
        SafetensorsWriter writer = new SafetensorsWriter();
        List<String> names =
                parameters.layers().stream().map(StateDict.Layer::name).toList();
        SavedNetwork.add(writer, names, engine.network().chain(), engine.gradient());
        for (int l = 1; l <= errors.size(); l++) {
            SavedNetwork.requireFinite("error." + l, errors.get(l - 1));
            writer.add("error." + l, errors.get(l - 1));
        }
        SavedNetwork.requireFinite("loss", loss.fill((float) engine.network().loss()));
        writer.add("loss", loss, 1);
        WholeFile.write(out, writer::writeTo);
    }
}
