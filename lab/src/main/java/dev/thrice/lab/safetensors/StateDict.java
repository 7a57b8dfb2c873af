package dev.thrice.lab.safetensors;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Network;
import dev.thrice.formats.io.Printable;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.learn.Names;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The parameters of a multilayer perceptron as frameworks save them: {@code <prefix><number>.weight} [out, in] and, for layers
 * that have one, {@code .bias} [out]. Layers are in the order of their numbers; one activation follows all but the last,
 * log-softmax the last. What may be of another network, or of a layer of another kind, is refused; other tensors are not used.
 */
public final class StateDict {
    /** What the file's metadata call the hidden layers' activation. */
    public static final String ACTIVATION = "thrice.activation";

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private static final Pattern OF_LAYER = Pattern.compile("(.*?)(\\d+)\\.(weight|bias)", Pattern.DOTALL);
    private static final Pattern OF_SOME_LAYER = Pattern.compile("(.*\\.)?(weight|bias)", Pattern.DOTALL);

    private final SafetensorsFile file;
    private final List<String> layers;
    private final List<String> unused;

    /**
     * Reads the names.
     *
     * @param file of the parameters
     * @throws UserError if there are several prefixes, no layers, or parameters that may be of the network but are of none of
     *     its layers
     */
    public StateDict(SafetensorsFile file) {
        this.file = file;
        Map<BigInteger, String> byNumber = new TreeMap<>();
        List<String> others = new ArrayList<>();
        String prefix = null;
        for (String name : file.names()) {
            Matcher matcher = OF_LAYER.matcher(name);
            if (!matcher.matches()) {
                others.add(name);
                continue;
            }
            String layer = matcher.group(1) + matcher.group(2);
            if (prefix != null && !prefix.equals(matcher.group(1))) {
                throw file.bad("layers "
                        + Printable.name(byNumber.values().iterator().next()) + " and " + Printable.name(layer)
                        + ", expected one prefix: a chain of its own has a file of its own");
            }
            prefix = matcher.group(1);
            String same = byNumber.put(new BigInteger(matcher.group(2)), layer);
            if (same != null && !same.equals(layer)) {
                throw file.bad("layers " + Printable.name(same) + " and " + Printable.name(layer)
                        + ", expected each number once");
            }
        }
        if (byNumber.isEmpty()) {
            String found = others.isEmpty() ? "no tensors" : "tensors " + SafetensorsFile.list(others);
            throw file.bad(found + ", expected <prefix><number>.weight and .bias");
        }
        for (String name : others) {
            requireUnrelated(name, prefix);
        }
        layers = List.copyOf(byNumber.values());
        unused = List.copyOf(others);
    }

    /** A tensor may be left out only where it cannot be of the network: else its numbers would be another's. */
    private void requireUnrelated(String name, String prefix) {
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        boolean ofNumbered = rest.matches("(?s)\\d+\\..*");
        boolean beside = prefix.endsWith(".") && !rest.isEmpty();
        if (ofNumbered || beside || OF_SOME_LAYER.matcher(name).matches()) {
            throw file.bad(
                    "tensor " + Printable.name(name) + ", expected of this network only " + Printable.name(prefix)
                            + "<number>.weight and .bias: it may be of a layer that is not dense, or not in the chain");
        }
    }

    /**
     * The tensors that are of no layer.
     *
     * @return their names
     */
    public List<String> unused() {
        return unused;
    }

    /**
     * Whether there are layers that an activation follows.
     *
     * @return whether there are several layers
     */
    public boolean hasHiddenLayers() {
        return layers.size() > 1;
    }

    /**
     * What the file says under {@value #ACTIVATION}.
     *
     * @return its word for the hidden layers' activation, if there is one
     * @throws UserError if that is no text
     */
    public Optional<String> activation() {
        return file.metadata(ACTIVATION);
    }

    /**
     * The chain of these layers, with the negative log-likelihood.
     *
     * @param hidden what follows all layers but the last
     * @return the chain
     * @throws UserError if a tensor is not of the expected type or shape, has no elements or too many, or the layers do not fit together
     */
    public Chain chain(Activation hidden) {
        List<ElementaryFunction> functions = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            SafetensorsFile.Entry weight = weight(l);
            if (l > 0 && !weight.shape().get(1).equals(weight(l - 1).shape().get(0))) {
                throw file.bad(weight + ", expected as many columns as " + weight(l - 1) + " has rows");
            }
            Optional<SafetensorsFile.Entry> bias = bias(l);
            if (bias.isPresent() && !bias.get().shape().equals(weight.shape().subList(0, 1))) {
                throw file.bad(bias.get() + ", expected as many as rows of " + weight);
            }
            Activation activation = l == layers.size() - 1 ? Activation.LOG_SOFTMAX : hidden;
            int inputs = file.size(weight, 1);
            int outputs = file.size(weight, 0);
            file.requireCountable(weight, outputs, inputs);
            functions.add(new DenseLayer(inputs, outputs, activation, bias.isPresent()));
        }
        return new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Copies the parameters.
     *
     * @param network of this chain
     * @throws UserError if they cannot be read, or a number is not finite
     */
    public void copyTo(Network network) {
        for (int l = 0; l < layers.size(); l++) {
            file.copy(weight(l), network.parameters().weight(l));
            if (bias(l).isPresent()) {
                file.copy(bias(l).get(), network.parameters().bias(l));
            }
        }
    }

    private SafetensorsFile.Entry weight(int layer) {
        return file.get(layers.get(layer) + WEIGHT, 2, Dtype.FLOATS);
    }

    private Optional<SafetensorsFile.Entry> bias(int layer) {
        String name = layers.get(layer) + BIAS;
        return file.names().contains(name) ? Optional.of(file.get(name, 1, Dtype.FLOATS)) : Optional.empty();
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
                .map(function -> function instanceof DenseLayer layer ? Names.of(layer.activation()) : "")
                .distinct()
                .toList();
        if (activations.size() == 1 && !activations.getFirst().isEmpty()) {
            writer.say(ACTIVATION, activations.getFirst());
        }
        List<String> layers = IntStream.range(0, chain.length())
                .mapToObj(l -> String.valueOf(2 * l))
                .toList();
        add(writer, layers, chain, network.parameters());
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
}
