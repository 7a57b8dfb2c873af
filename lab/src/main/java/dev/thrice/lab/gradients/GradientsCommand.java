package dev.thrice.lab.gradients;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.command.UsageError;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.learn.ActivationName;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.learn.ExecutorName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.output.Printable;
import dev.thrice.lab.output.WholeFile;
import dev.thrice.lab.safetensors.Dtype;
import dev.thrice.lab.safetensors.SafetensorsFile;
import dev.thrice.lab.safetensors.SafetensorsWriter;
import dev.thrice.lab.safetensors.StateDict;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes gradients and errors for a network and a batch from files. */
@Command(
        name = "gradients",
        description = {
            "Computes the gradient of the loss and the errors of all nodes, for a network and a batch from safetensors files.",
            "Network: <prefix><number>.weight [out, in] and .bias [out], of type F32, F16 or BF16, as a PyTorch state_dict of a"
                    + " Sequential of Linear layers is, of one prefix; one activation after all layers but the last,"
                    + " log-softmax after that. The activation is said by --activation or in the file, whose __metadata__ then"
                    + " have " + StateDict.ACTIVATION + ", as those of thrice train --out do.",
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
    private static final String NAMES = String.join(", ", new ActivationName.OnCommandLine());

    @Option(names = "--network", paramLabel = "FILE", required = true, description = "The parameters.")
    private Path networkFile;

    @Option(names = "--batch", paramLabel = "FILE", required = true, description = "Inputs and labels.")
    private Path batchFile;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the results go.")
    private Path out;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = ActivationName.OnCommandLine.class,
            completionCandidates = ActivationName.OnCommandLine.class,
            description =
                    "What follows the hidden layers: ${COMPLETION-CANDIDATES} (default: what the network's file says).")
    private ActivationName activation;

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
        } catch (OutOfMemoryError e) {
            throw new UserError(networkFile + " and " + batchFile + " take more memory than there is for this program");
        }
        System.out.println("written: " + out);
    }

    private void run(StateDict parameters, SafetensorsFile batch, Kernels kernels) {
        Chain chain = parameters.chain(hidden(parameters));
        LearningAlgorithm algorithm = options.algorithm(chain.length());
        SafetensorsFile.Entry inputs = batch.get(INPUTS, 2, Dtype.FLOATS);
        if (inputs.shape().get(1) != chain.width(0)) {
            throw new UserError(batchFile + ": " + inputs + ", expected the network's " + chain.width(0) + " features");
        }
        tellUnused(networkFile, parameters.unused());
        tellUnused(batchFile, batch.names());
        int size = batch.size(inputs, 0);
        for (int l = 0; l <= chain.length(); l++) {
            batch.requireCountable(inputs, size, chain.width(l));
        }
        try (Network network = new Network(chain, size, kernels, 0);
                WorkerTeam team = new WorkerTeam(1)) {
            parameters.copyTo(network);
            batch.copy(inputs, network.inputs());
            copyLabels(batch, network);
            Engine engine = new Engine(network, algorithm, executor.on(team));
            write(engine, errors(engine), parameters);
        }
    }

    /** A guess would be a wrong number now and then, and nobody would know. */
    private Activation hidden(StateDict parameters) {
        Optional<String> said = parameters.activation();
        if (said.isPresent() && ActivationName.named(said.get()).isEmpty()) {
            throw new UserError(networkFile + ": " + StateDict.ACTIVATION + " is '" + Printable.name(said.get())
                    + "', expected one of " + NAMES);
        }
        ActivationName inFile = said.flatMap(ActivationName::named).orElse(activation);
        if (activation != null && activation != inFile) {
            throw new UsageError("--activation " + Names.of(activation) + ", but " + networkFile + " says "
                    + StateDict.ACTIVATION + " is " + Names.of(inFile) + "; leave the option out, or correct the file");
        }
        if (inFile == null && parameters.hasHiddenLayers()) {
            throw new UsageError(networkFile + " does not say what follows its hidden layers: give --activation ("
                    + NAMES + "), or write it into the file's __metadata__ as " + StateDict.ACTIVATION);
        }
        return inFile == null ? Activation.IDENTITY : inFile.activation(); // of a single layer nobody asks
    }

    private static void tellUnused(Path file, Collection<String> names) {
        List<String> unused = names.stream()
                .filter(name -> !name.equals(INPUTS) && !name.equals(LABELS))
                .toList();
        if (!unused.isEmpty()) {
            System.err.println("thrice: of " + file + " not used: " + SafetensorsFile.list(unused));
        }
    }

    private void copyLabels(SafetensorsFile batch, Network network) {
        int classes = network.labels().classes();
        SafetensorsFile.Entry labels = batch.get(LABELS, 1, List.of(Dtype.I64));
        if (labels.shape().get(0) != network.batch()) {
            throw new UserError(
                    batchFile + ": " + labels + ", expected one for each of the " + network.batch() + " inputs");
        }
        long[] values = batch.longs(labels, network.batch());
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= classes) {
                throw new UserError(
                        batchFile + ": label " + values[i] + " of row " + i + ", expected 0 to " + (classes - 1));
            }
            network.labels().set(i, (int) values[i]);
        }
    }

    /** Computes the gradients and the errors they are made of: those of the step after which each node's parameters learn. */
    private static float[][] errors(Engine engine) {
        int length = engine.network().chain().length();
        float[][] errors = new float[length + 1][];
        engine.observe(t -> {
            for (int l = 1; l <= length; l++) {
                if (engine.inference().learnsAfter(l) == t) {
                    errors[l] = engine.error(l).toArray();
                }
            }
        });
        engine.gradients();
        for (int l = 1; l <= length; l++) {
            errors[l] = errors[l] == null ? engine.error(l).toArray() : errors[l];
        }
        return errors;
    }

    private void write(Engine engine, float[][] errors, StateDict parameters) {
        Network network = engine.network();
        Chain chain = network.chain();
        SafetensorsWriter writer = new SafetensorsWriter();
        parameters.add(writer, chain, engine.gradient());
        for (int l = 1; l <= chain.length(); l++) {
            writer.add("error." + l, errors[l], network.batch(), chain.width(l));
        }
        writer.add("loss", new float[] {(float) network.loss()}, 1);
        writer.write(out);
    }
}
