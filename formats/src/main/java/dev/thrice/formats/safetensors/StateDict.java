package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters of a chain of dense layers as frameworks save them: {@code <prefix><number>.weight} [out, in] and, for layers that have
 * one, {@code .bias} [out]. Layers are in the order of their numbers. What may be of another chain, or of a layer of another kind, is
 * refused; other tensors are not used. Whether a weight is transposed is not guessed: layers have to fit together as they are.
 *
 * <p>The prefix is whatever names have in common, such as {@code module.net.}; {@code _orig_mod.} and the like, which wrap a compiled or
 * sharded part, are passed over wherever they stand.
 */
public final class StateDict {
    /** What the metadata call the hidden layers' activation. */
    public static final String ACTIVATION = "thrice.activation";

    /** What the metadata call the activations of all layers, the last included, between blanks. */
    public static final String ACTIVATIONS = "thrice.activations";

    /** What the metadata call skips: nodes "from-to", between blanks. */
    public static final String SKIPS = "thrice.skips";

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private static final Pattern OF_LAYER = Pattern.compile("(.*?)(\\d+)\\.(weight|bias)", Pattern.DOTALL);
    private static final Pattern OF_SOME_LAYER = Pattern.compile("(.*\\.)?(weight|bias)", Pattern.DOTALL);
    private static final Pattern WRAPPER =
            Pattern.compile("(?<=^|\\.)(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

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
    private final List<Layer> layers;
    private final List<String> unused;

    /**
     * Finds the layers.
     *
     * @param file of the parameters
     * @throws FormatException if there are several prefixes, no layers, or parameters that may be of the chain but are of none of its
     *     layers; if one is not of the expected type or shape, has no elements, or layers do not fit together
     */
    public StateDict(SafetensorsFile file) throws FormatException {
        this.file = file;
        Names names = new Names();
        for (String name : file.names()) {
            names.add(name);
        }
        names.requireLayersAlone();
        List<Layer> all = new ArrayList<>();
        for (String name : names.byNumber.values()) {
            all.add(layer(name, names.full.get(name + WEIGHT), names.full.get(name + BIAS)));
        }
        requireFit(all);
        layers = List.copyOf(all);
        unused = List.copyOf(names.others);
    }

    /** The names of a file, sorted. */
    private final class Names {
        private final Map<BigInteger, String> byNumber = new TreeMap<>();
        private final List<String> others = new ArrayList<>();

        /** Names of the file by what they are without wrappers. */
        private final Map<String, String> full = new TreeMap<>();

        private String prefix;

        void add(String name) throws FormatException {
            String bare = WRAPPER.matcher(name).replaceAll("");
            Matcher matcher = OF_LAYER.matcher(bare);
            if (!matcher.matches()) {
                others.add(name);
                return;
            }
            String same = full.put(bare, name);
            if (same != null) {
                throw file.bad("tensors " + Printable.name(same) + " and " + Printable.name(name)
                        + ", expected one of both: they differ in wrappers alone");
            }
            String layer = matcher.group(1) + matcher.group(2);
            if (prefix != null && !prefix.equals(matcher.group(1))) {
                throw file.bad("layers "
                        + Printable.name(byNumber.values().iterator().next()) + " and " + Printable.name(layer)
                        + ", expected one prefix: a chain of its own has a file of its own");
            }
            prefix = matcher.group(1);
            String other = byNumber.put(new BigInteger(matcher.group(2)), layer);
            if (other != null && !other.equals(layer)) {
                throw file.bad("layers " + Printable.name(other) + " and " + Printable.name(layer)
                        + ", expected each number once");
            }
        }

        void requireLayersAlone() throws FormatException {
            if (byNumber.isEmpty()) {
                String found = others.isEmpty() ? "no tensors" : "tensors " + Printable.list(others);
                throw file.bad(found + ", expected <prefix><number>.weight and .bias");
            }
            for (String name : others) {
                requireUnrelated(name);
            }
        }

        /** A tensor may be left out only where it cannot be of the chain: else its numbers would be another's. */
        private void requireUnrelated(String name) throws FormatException {
            String bare = WRAPPER.matcher(name).replaceAll("");
            String rest = bare.startsWith(prefix) ? bare.substring(prefix.length()) : "";
            boolean ofNumbered = rest.matches("(?s)\\d+\\..*");
            boolean beside = prefix.endsWith(".") && !rest.isEmpty();
            if (ofNumbered || beside || OF_SOME_LAYER.matcher(bare).matches()) {
                throw file.bad("tensor " + Printable.name(name) + ", expected of this network only "
                        + Printable.name(prefix)
                        + "<number>.weight and .bias: it may be of a layer that is not dense, or not in the chain");
            }
        }
    }

    private Layer layer(String name, String weightName, String biasName) throws FormatException {
        TensorEntry weight = file.entry(weightName == null ? name + WEIGHT : weightName, 2, ElementType.FLOATS);
        Optional<TensorEntry> bias =
                biasName == null ? Optional.empty() : Optional.of(file.entry(biasName, 1, ElementType.FLOATS));
        if (bias.isPresent() && !bias.get().shape().equals(weight.shape().subList(0, 1))) {
            throw file.bad(bias.get() + ", expected as many as rows of " + weight);
        }
        return new Layer(name, weight, bias, file.size(weight, 1), file.size(weight, 0));
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
        return unused;
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
        writer.add(layer + WEIGHT, weight);
        bias.ifPresent(b -> writer.add(layer + BIAS, b, b.columns()));
    }
}
