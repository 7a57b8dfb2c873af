package dev.thrice.lab.gradients;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.KernelsOption;
import dev.thrice.lab.UserError;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.output.WholeFile;
import dev.thrice.lab.safetensors.SafetensorsFile;
import dev.thrice.lab.safetensors.SafetensorsWriter;
import dev.thrice.lab.safetensors.StateDict;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes gradients and errors for a network and a batch from files. */
@Command(
        name = "gradients",
        description = {
            "Computes the gradient of the loss and the errors of all nodes, for a network and a batch from safetensors files.",
            "Network: <prefix><number>.weight [out, in] and .bias [out], as a PyTorch state_dict of a Sequential is; tanh after"
                    + " all layers but the last, log-softmax after it. Batch: inputs F32 [batch, in], labels I64 [batch].",
            "Output: the gradient of the mean negative log-likelihood under the parameters' names, error.<l> [batch, width] for"
                    + " l = 1 .. L, those that the gradient was made of, with the sign of predictive coding,"
                    + " e_L = -dE/d(log-probabilities), and loss [1]."
        },
        mixinStandardHelpOptions = true)
public final class GradientsCommand implements Runnable {
    @Option(names = "--network", paramLabel = "FILE", required = true, description = "The parameters.")
    private Path networkFile;

    @Option(names = "--batch", paramLabel = "FILE", required = true, description = "Inputs and labels.")
    private Path batchFile;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the results go.")
    private Path out;

    @Mixin
    private AlgorithmOptions options;

    @Mixin
    private KernelsOption provider;

    private GradientsCommand() {}

    @Override
    public void run() {
        WholeFile.requireWritable(out);
        Kernels kernels = provider.kernels();
        try (Arena arena = Arena.ofConfined()) {
            StateDict parameters = new StateDict(SafetensorsFile.read(networkFile, arena));
            SafetensorsFile batch = SafetensorsFile.read(batchFile, arena);
            Chain chain = parameters.chain();
            LearningAlgorithm algorithm = options.algorithm(chain.length());
            SafetensorsFile.Entry inputs = batch.get("inputs", "F32", 2);
            if (inputs.shape().get(1) != chain.width(0)) {
                throw new UserError(
                        batchFile + ": " + inputs + ", expected the network's " + chain.width(0) + " features");
            }
            try (Network network =
                    new Network(chain, StateDict.size(inputs.shape().get(0)), kernels, 0)) {
                parameters.copyTo(network);
                StateDict.copy(inputs, network.inputs());
                copyLabels(batch.get("labels", "I64", 1), network);
                Engine engine = new Engine(network, algorithm, new Sequential());
                write(engine, errors(engine), parameters);
            } catch (DivergenceException e) {
                throw new UserError(e.getMessage());
            }
        }
        System.out.println("written: " + out);
    }

    private void copyLabels(SafetensorsFile.Entry labels, Network network) {
        int classes = network.labels().classes();
        if (labels.shape().get(0) != network.batch()) {
            throw new UserError(
                    batchFile + ": " + labels + ", expected one for each of the " + network.batch() + " inputs");
        }
        for (int i = 0; i < network.batch(); i++) {
            long label = labels.longAt(i);
            if (label < 0 || label >= classes) {
                throw new UserError(
                        batchFile + ": label " + label + " of row " + i + ", expected 0 to " + (classes - 1));
            }
            network.labels().set(i, (int) label);
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
