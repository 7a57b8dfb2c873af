package dev.thrice.lab.learn;

import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Network;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.layers.NetworkDescription;
import dev.thrice.learn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Networks in files. */
public final class SavedNetwork {
    private SavedNetwork() {}

    /**
     * The chain of a file's dense layers, with the negative log-likelihood and log-softmax after the last.
     *
     * @param saved the layers
     * @param hidden what follows each of them but the last
     * @return the chain
     */
    public static Chain chain(StateDict saved, List<Activation> hidden) {
        List<ElementaryFunction> functions = new ArrayList<>();
        for (StateDict.Layer layer : saved.layers()) {
            int l = functions.size();
            Activation activation = l < hidden.size() ? hidden.get(l) : Activation.LOG_SOFTMAX;
            functions.add(new DenseLayer(
                    layer.inputs(), layer.outputs(), activation, layer.bias().isPresent()));
        }
        return new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Which layers of a chain have no bias. PyTorch has such layers, and a file that has lost a bias looks like one: so it is said.
     *
     * @param chain of dense layers
     * @return such as "no bias in layers 0 and 2", counted from 0; "" where all have one
     */
    public static String unbiased(Chain chain) {
        List<String> without = IntStream.range(0, chain.length())
                .filter(l -> chain.function(l) instanceof DenseLayer layer && !layer.biased())
                .mapToObj(String::valueOf)
                .toList();
        return without.isEmpty()
                ? ""
                : "no bias in layer" + (without.size() == 1 ? " " : "s ") + String.join(" and ", without);
    }

    /**
     * Copies a file's parameters.
     *
     * @param saved those of a file
     * @param network of their chain
     * @throws IOException if they cannot be read or are another chain's, or a number is not finite
     */
    public static void copy(ModuleStates saved, Network network) throws IOException {
        new Sequential(network.chain()).copy(saved, network.parameters());
    }

    /**
     * Saves a network as PyTorch saves a {@link Sequential}, and says what follows the layers, if all are dense, and else of each layer
     * what it is.
     *
     * @param network whose parameters
     * @param file its path
     * @throws UserError if it cannot be written, or a parameter is not finite
     */
    public static void save(Network network, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata(network.chain()).forEach(writer::metadata);
        try (TensorArena arena = TensorArena.open()) {
            Sequential sequential = new Sequential(network.chain());
            add(writer, sequential.named(sequential.names(), network.parameters(), arena));
            WholeFile.write(file, writer::writeTo);
        }
    }

    /**
     * What a file says of a network.
     *
     * @param chain with the negative log-likelihood
     * @return texts by the keys of {@link StateDict}; {@link StateDict#LAYERS} where the others do not say all
     */
    public static Map<String, String> metadata(Chain chain) {
        Map<String, String> all = new LinkedHashMap<>(Sequential.metadata(chain));
        if (!all.containsKey(StateDict.ACTIVATIONS) || all.containsKey(StateDict.SKIPS)) {
            all.put(StateDict.LAYERS, NetworkDescription.of(chain).toString());
        }
        return all;
    }

    /**
     * Adds tensors.
     *
     * @param writer of a file
     * @param tensors parameters, or a gradient
     * @throws UserError if a number is not finite
     */
    public static void add(SafetensorsWriter writer, List<Sequential.Named> tensors) {
        for (Sequential.Named each : tensors) {
            requireFinite(each.name(), each.tensor());
            each.addTo(writer);
        }
    }

    /**
     * Checks what is to be written.
     *
     * @param name of it
     * @param tensor its numbers
     * @throws UserError if one is not finite
     */
    public static void requireFinite(String name, Tensor tensor) {
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                if (!Float.isFinite(tensor.get(i, j))) {
                    throw new UserError(name + ": " + tensor.get(i, j) + " among the results, expected finite numbers");
                }
            }
        }
    }
}
