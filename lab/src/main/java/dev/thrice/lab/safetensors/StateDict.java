package dev.thrice.lab.safetensors;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The parameters of a multilayer perceptron as frameworks save them: {@code <prefix><number>.weight} [out, in] and, for layers
 * that have one, {@code .bias} [out]. Layers are in the order of their numbers; tanh follows all but the last, log-softmax the
 * last.
 */
public final class StateDict {
    private static final Pattern NAME = Pattern.compile("(.*?)(\\d{1,9})\\.(weight|bias)");

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final SafetensorsFile file;
    private final List<String> layers;

    /**
     * Reads the names.
     *
     * @param file of the parameters
     * @throws UserError if there are other names, several prefixes, or no layers
     */
    public StateDict(SafetensorsFile file) {
        this.file = file;
        Map<Integer, String> byNumber = new TreeMap<>();
        for (String name : file.names()) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                throw new UserError(file.path() + ": tensor " + name + ", expected <prefix><number>.weight or .bias");
            }
            String layer = matcher.group(1) + matcher.group(2);
            String other = byNumber.put(Integer.valueOf(matcher.group(2)), layer);
            if (other != null && !other.equals(layer)) {
                throw new UserError(file.path() + ": layers " + other + " and " + layer + ", expected one prefix");
            }
        }
        if (byNumber.isEmpty()) {
            throw new UserError(file.path() + ": no tensors, expected <prefix><number>.weight and .bias");
        }
        layers = List.copyOf(byNumber.values());
    }

    /**
     * The chain of these layers, with the negative log-likelihood.
     *
     * @return the chain
     * @throws UserError if a tensor is not of the expected type or shape
     * @throws IllegalArgumentException if the layers do not fit together
     */
    public Chain chain() {
        List<ElementaryFunction> functions = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            List<Long> shape = file.get(weight(l), "F32", 2).shape();
            Activation activation = l == layers.size() - 1 ? Activation.LOG_SOFTMAX : Activation.TANH;
            boolean biased = file.names().contains(bias(l));
            if (biased && !file.get(bias(l), "F32", 1).shape().equals(shape.subList(0, 1))) {
                throw new UserError(file.path() + ": " + file.get(bias(l), "F32", 1) + ", expected as many as rows of "
                        + file.get(weight(l), "F32", 2));
            }
            functions.add(new DenseLayer(size(shape.get(1)), size(shape.get(0)), activation, biased));
        }
        return new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Copies the parameters.
     *
     * @param network of this chain
     * @throws UserError if a number is not finite
     */
    public void copyTo(Network network) {
        for (int l = 0; l < layers.size(); l++) {
            copy(file.get(weight(l), "F32", 2), network.parameters().weight(l));
            if (file.names().contains(bias(l))) {
                copy(file.get(bias(l), "F32", 1), network.parameters().bias(l));
            }
        }
    }

    /**
     * Adds tensors under the names that the parameters have in this file.
     *
     * @param writer of another file
     * @param chain of these layers
     * @param tensors parameters, or a gradient
     */
    public void add(SafetensorsWriter writer, Chain chain, Parameters tensors) {
        add(writer, layers, chain, tensors);
    }

    /**
     * Saves a network as PyTorch saves a Sequential of Linear layers with a Tanh after each: 0.weight, 0.bias, 2.weight ...
     *
     * @param network whose parameters
     * @param file its path
     * @throws UserError if it cannot be written, or a parameter is not finite
     */
    public static void save(Network network, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        List<String> layers = IntStream.range(0, network.chain().length())
                .mapToObj(l -> String.valueOf(2 * l))
                .toList();
        add(writer, layers, network.chain(), network.parameters());
        writer.write(file);
    }

    private static void add(SafetensorsWriter writer, List<String> layers, Chain chain, Parameters tensors) {
        for (int l = 0; l < layers.size(); l++) {
            Tensor weight = tensors.weight(l);
            writer.add(layers.get(l) + WEIGHT, weight.toArray(), weight.rows(), weight.columns());
            if (chain.function(l) instanceof DenseLayer layer && layer.biased()) {
                Tensor bias = tensors.bias(l);
                writer.add(layers.get(l) + BIAS, bias.toArray(), bias.columns());
            }
        }
    }

    private String weight(int layer) {
        return layers.get(layer) + WEIGHT;
    }

    private String bias(int layer) {
        return layers.get(layer) + BIAS;
    }

    /**
     * Copies a tensor, row after row.
     *
     * @param from a tensor of type F32
     * @param to a tensor of its shape
     * @throws UserError if a number is not finite
     */
    public static void copy(SafetensorsFile.Entry from, Tensor to) {
        for (int i = 0; i < to.rows(); i++) {
            for (int j = 0; j < to.columns(); j++) {
                float value = from.floatAt((long) i * to.columns() + j);
                if (!Float.isFinite(value)) {
                    throw new UserError(from + ": " + value + " in row " + i + ", expected finite numbers");
                }
                to.set(i, j, value);
            }
        }
    }

    /**
     * A size as an int; a larger one is refused by whoever is asked for so much.
     *
     * @param size at least 0
     * @return the size, or the largest int
     */
    public static int size(long size) {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }
}
