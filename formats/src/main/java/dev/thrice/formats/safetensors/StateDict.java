package dev.thrice.formats.safetensors;

import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The parameters of a chain of dense layers as frameworks save them: the {@linkplain ModuleStates modules} of a file, each with a weight
 * [out, in] and, if it has one, a bias [out]. Whether a weight is transposed is not guessed: layers have to fit together as they are.
 */
public final class StateDict {
    /** What the metadata call the hidden layers' activation. */
    public static final String ACTIVATION = "thrice.activation";

    /** What the metadata call the activations of all layers, the last included, between blanks. */
    public static final String ACTIVATIONS = "thrice.activations";

    /** What the metadata call skips: nodes "from-to", between blanks. */
    public static final String SKIPS = "thrice.skips";

    /** What the metadata call a description of all layers, in JSON as thrice train --layers reads it. */
    public static final String LAYERS = "thrice.layers";

    /**
     * A layer.
     *
     * @param name before {@code .weight}, without wrappers
     * @param weight [outputs, inputs]
     * @param bias [outputs], if it has one
     * @param inputs at least 1
     * @param outputs at least 1
     */
    public record Layer(String name, TensorEntry weight, Optional<TensorEntry> bias, int inputs, int outputs) {}

    private final SafetensorsFile file;
    private final ModuleStates modules;
    private final List<Layer> layers;

    /**
     * Finds the layers.
     *
     * @param file of the parameters
     * @throws FormatException as of {@link #StateDict(ModuleStates)}, or if there are no modules or more than those
     */
    public StateDict(SafetensorsFile file) throws FormatException {
        this(new ModuleStates(file));
    }

    /**
     * Takes modules for layers.
     *
     * @param modules of a file
     * @throws FormatException if a parameter is not of the expected type or shape, has no elements, or layers do not fit together
     */
    public StateDict(ModuleStates modules) throws FormatException {
        this.file = modules.file();
        this.modules = modules;
        List<Layer> all = new ArrayList<>();
        for (ModuleStates.State module : modules.modules()) {
            all.add(layer(module));
        }
        requireFit(all);
        layers = List.copyOf(all);
    }

    private Layer layer(ModuleStates.State module) throws FormatException {
        TensorEntry weight = file.entry(module.weight().name(), 2, ElementType.FLOATS);
        Optional<TensorEntry> bias = module.bias();
        if (bias.isPresent()
                && !file.entry(bias.get().name(), 1, ElementType.FLOATS)
                        .shape()
                        .equals(weight.shape().subList(0, 1))) {
            throw file.bad(bias.get() + ", expected as many as rows of " + weight);
        }
        return new Layer(module.name(), weight, bias, file.size(weight, 1), file.size(weight, 0));
    }

    private void requireFit(List<Layer> all) throws FormatException {
        for (int l = 1; l < all.size(); l++) {
            if (all.get(l).inputs() != all.get(l - 1).outputs()) {
                throw file.bad(all.get(l).weight() + ", expected as many columns as "
                        + all.get(l - 1).weight() + " has rows");
            }
        }
    }

    /**
     * The layers.
     *
     * @return at least one, each of as many inputs as the one before has outputs
     */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * The tensors that are of no layer.
     *
     * @return their names
     */
    public List<String> unused() {
        return modules.unused();
    }

    /**
     * What the file says under {@value #ACTIVATION}.
     *
     * @return its word for the hidden layers' activation, if there is one
     */
    public Optional<String> activation() {
        return Optional.ofNullable(file.metadata().get(ACTIVATION));
    }

    /**
     * What the file says under {@value #ACTIVATIONS}.
     *
     * @return its word for what follows each layer, if there is one
     * @throws FormatException if it has not one for each layer
     */
    public Optional<List<String>> activations() throws FormatException {
        String said = file.metadata().get(ACTIVATIONS);
        if (said == null) {
            return Optional.empty();
        }
        List<String> each = List.of(said.split(" ", -1));
        if (each.size() != layers.size()) {
            throw file.bad(ACTIVATIONS + " has " + each.size() + ", expected " + layers.size() + ", one a layer");
        }
        return Optional.of(each);
    }

    /**
     * Skips, as they stand under {@value #SKIPS}.
     *
     * @param skips in their order
     * @param from the node where one begins
     * @param to the node where it ends
     * @param <S> what a skip is
     * @return their words
     */
    public static <S> String skips(List<S> skips, ToIntFunction<S> from, ToIntFunction<S> to) {
        return skips.stream()
                .map(skip -> from.applyAsInt(skip) + "-" + to.applyAsInt(skip))
                .collect(Collectors.joining(" "));
    }

    /**
     * What the file says under {@value #SKIPS}.
     *
     * @return its words for the skips between nodes; empty if it says nothing
     */
    public Optional<String> skips() {
        return Optional.ofNullable(file.metadata().get(SKIPS));
    }

    /**
     * Copies a layer's parameters.
     *
     * @param layer of this file
     * @param weight [outputs x inputs]
     * @param bias [1 x outputs]; not looked at if the layer has none
     * @throws FormatException if a number is not finite
     * @throws IOException if they cannot be read
     * @throws IllegalArgumentException if a shape is another
     */
    public void copy(Layer layer, Tensor weight, Tensor bias) throws IOException {
        file.copyFinite(layer.weight(), weight);
        if (layer.bias().isPresent()) {
            file.copyFinite(layer.bias().get(), bias);
        }
    }

    /**
     * The name that PyTorch gives a layer of a Sequential that has an activation after each.
     *
     * @param layer from 0 on
     * @return every second number
     */
    public static String sequential(int layer) {
        return String.valueOf(2 * layer);
    }

    /**
     * Adds a layer's parameters, or what has their shapes, to a file.
     *
     * @param writer of the file
     * @param layer its name, such as of {@link #sequential}
     * @param weight [outputs x inputs]
     * @param bias [1 x outputs], if it has one
     * @throws IllegalArgumentException if the file has such names already, or the bias is no row
     */
    public static void add(SafetensorsWriter writer, String layer, Tensor weight, Optional<Tensor> bias) {
        writer.add(layer + ModuleStates.WEIGHT, weight);
        bias.ifPresent(b -> writer.add(layer + ModuleStates.BIAS, b, b.columns()));
    }
}
