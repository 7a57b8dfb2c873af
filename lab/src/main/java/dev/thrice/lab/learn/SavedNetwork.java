package dev.thrice.lab.learn;

import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.Network;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Networks in files: an activation follows each layer but the last, log-softmax the last. */
public final class SavedNetwork {
    private SavedNetwork() {}

    /**
     * The chain of a file's layers, with the negative log-likelihood.
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
     * @param saved the layers
     * @param network of their chain
     * @throws IOException if they cannot be read, or a number is not finite
     */
    public static void copy(StateDict saved, Network network) throws IOException {
        for (int l = 0; l < saved.layers().size(); l++) {
            Parameters to = network.parameters();
            StateDict.Layer layer = saved.layers().get(l);
            saved.copy(layer, to.weight(l), layer.bias().isPresent() ? to.bias(l) : null);
        }
    }

    /**
     * Saves a network as PyTorch saves a Sequential of Linear layers with an activation after each: 0.weight, 0.bias, 2.weight
     * ... Says which, where the hidden layers have one in common.
     *
     * @param network whose parameters
     * @param file its path
     * @throws UserError if it cannot be written, or a parameter is not finite
     */
    public static void save(Network network, Path file) {
        Chain chain = network.chain();
        SafetensorsWriter writer = new SafetensorsWriter();
        List<String> activations = chain.functions().subList(0, chain.length() - 1).stream()
                .map(function -> function instanceof DenseLayer layer
                        ? layer.activation().name()
                        : "")
                .distinct()
                .toList();
        if (activations.size() == 1 && !activations.getFirst().isEmpty()) {
            writer.metadata(StateDict.ACTIVATION, activations.getFirst());
        }
        if (!chain.skips().isEmpty()) {
            writer.metadata(StateDict.SKIPS, StateDict.skips(chain.skips(), Skip::from, Skip::to));
        }
        List<String> names = IntStream.range(0, chain.length())
                .mapToObj(StateDict::sequential)
                .toList();
        add(writer, names, chain, network.parameters());
        WholeFile.write(file, writer::writeTo);
    }

    /**
     * Adds tensors under the names that a chain's parameters have.
     *
     * @param writer of a file
     * @param names of the layers
     * @param chain of these layers
     * @param tensors parameters, or a gradient
     * @throws UserError if a number is not finite
     */
    public static void add(SafetensorsWriter writer, List<String> names, Chain chain, Parameters tensors) {
        for (int l = 0; l < names.size(); l++) {
            boolean biased = chain.function(l) instanceof DenseLayer layer && layer.biased();
            Optional<Tensor> bias = biased ? Optional.of(tensors.bias(l)) : Optional.empty();
            requireFinite(names.get(l) + ".weight", tensors.weight(l));
            if (biased) {
                requireFinite(names.get(l) + ".bias", tensors.bias(l));
            }
            StateDict.add(writer, names.get(l), tensors.weight(l), bias);
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
