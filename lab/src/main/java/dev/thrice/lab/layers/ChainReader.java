package dev.thrice.lab.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.base.Printable;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A network as it is read, layer by layer. */
final class ChainReader {
    static final String INPUTS = "inputs";
    static final String LAYERS = "layers";
    static final String NAME = "name";
    static final String SKIP_FROM = "skipFrom";

    private static final int IMAGE_SIZES = 3;
    private static final String KINDS =
            Arrays.stream(LayerKind.values()).map(LayerKind::field).collect(Collectors.joining(", "));

    private final JsonNode layers;
    private final List<Node> nodes = new ArrayList<>(); // 0 is the input, l + 1 what layer l makes
    private final List<ElementaryFunction> functions = new ArrayList<>();
    private final Set<Skip> skips = new LinkedHashSet<>();
    private final Map<String, Integer> named = new HashMap<>(); // nodes that skips may come from
    private final Map<String, Integer> laterLayers = new HashMap<>();

    private ChainReader(JsonNode root) {
        Fields fields = new Fields(root, "an object with inputs and layers");
        nodes.add(inputs(fields));
        layers = fields.node(LAYERS);
        fields.requireNoOthers("a network");
        if (!layers.isArray() || layers.isEmpty()) {
            throw new IllegalArgumentException(
                    LAYERS + " " + Fields.shown(layers) + ", expected a list of at least one layer");
        }
        named.put(INPUTS, 0);
    }

    /**
     * The network that is described.
     *
     * @return its chain, with the negative log-likelihood
     * @throws IllegalArgumentException if none is; the message names the layer, what there is and what was expected
     */
    static Chain read(JsonNode root) {
        return new ChainReader(root).chain();
    }

    private static Node inputs(Fields fields) {
        String expected = "a number of features, or [height, width, channels] of images, each at least 1";
        List<Integer> sizes = fields.wholes(INPUTS, 1, IMAGE_SIZES, expected);
        if (sizes.size() == 1) {
            return new Node(sizes.getFirst(), Optional.empty());
        }
        if (sizes.size() != IMAGE_SIZES) {
            throw new IllegalArgumentException(INPUTS + " " + sizes + ", expected " + expected);
        }
        ImageShape images = new ImageShape(sizes.get(0), sizes.get(1), sizes.get(2));
        return new Node(images.elements(), Optional.of(images));
    }

    private Chain chain() {
        for (int l = 0; l < layers.size(); l++) {
            JsonNode name = layers.get(l).path(NAME);
            if (name.isTextual()) {
                laterLayers.putIfAbsent(name.textValue(), l);
            }
        }
        for (int l = 0; l < layers.size(); l++) {
            try {
                add(layers.get(l));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(called(l) + ": " + e.getMessage(), e);
            }
        }
        if (!functions.getLast().endsInLogSoftmax()) {
            throw new IllegalArgumentException(called(functions.size() - 1) + " is the last, expected its "
                    + LayerKind.ACTIVATION.field() + " to be " + Activation.LOG_SOFTMAX
                    + ", as of a network that tells classes apart");
        }
        Chain chain = new Chain(functions, List.copyOf(skips), Loss.NEGATIVE_LOG_LIKELIHOOD);
        requireOrder(nodes.getFirst(), chain);
        requireLogSoftmaxOfFeatures(chain);
        return chain;
    }

    /** In which order a dense layer takes the elements of images of several channels nobody has said. */
    private static void requireOrder(Node inputs, Chain chain) {
        boolean severalChannels =
                inputs.shape().filter(images -> images.channels() > 1).isPresent();
        if (severalChannels && ImageNodes.of(chain).getFirst().isEmpty()) {
            throw new IllegalArgumentException(INPUTS + " are " + inputs
                    + ", which no convolution or pooling takes, expected features, " + INPUTS + " " + inputs.width());
        }
    }

    /** In the middle it would end nothing; of images of several channels, other programs have its outputs in another order. */
    private void requireLogSoftmaxOfFeatures(Chain chain) {
        int last = chain.length() - 1;
        for (int l = 0; l < last; l++) {
            if (chain.function(l).endsInLogSoftmax()) {
                throw new IllegalArgumentException(called(l) + ": log-softmax, expected it in the last layer alone");
            }
        }
        boolean ofChannels = !(chain.function(last) instanceof DenseLayer)
                && nodes.get(last)
                        .shape()
                        .filter(images -> images.channels() > 1)
                        .isPresent();
        if (ofChannels) {
            throw new IllegalArgumentException(
                    called(last) + ": log-softmax of " + nodes.get(last) + ", expected a dense layer that ends in it");
        }
    }

    private String called(int layer) {
        JsonNode name = layers.get(layer).path(NAME);
        return "layer " + layer + (name.isTextual() ? " \"" + Printable.name(name.textValue()) + "\"" : "");
    }

    private void add(JsonNode layer) {
        Fields fields = new Fields(layer, "an object with one of " + KINDS);
        LayerKind kind = kind(fields);
        Node before = nodes.getLast();
        ElementaryFunction function = kind.read(fields, before);
        functions.add(function);
        nodes.add(before.after(function));
        String name = fields.text(NAME, null);
        List<String> sources = fields.texts(SKIP_FROM);
        fields.requireNoOthers(kind.title());
        for (String source : sources) {
            addSkip(source);
        }
        if (name != null && named.put(name, functions.size()) != null) {
            throw new IllegalArgumentException(
                    NAME + " \"" + Printable.name(name) + "\", expected one that no other layer and not the input has");
        }
    }

    private static LayerKind kind(Fields fields) {
        List<LayerKind> kinds = Arrays.stream(LayerKind.values())
                .filter(kind -> kind != LayerKind.ACTIVATION && fields.has(kind.field()))
                .toList();
        if (kinds.size() == 1) {
            return kinds.getFirst();
        }
        if (kinds.isEmpty() && fields.has(LayerKind.ACTIVATION.field())) {
            return LayerKind.ACTIVATION;
        }
        throw new IllegalArgumentException(Fields.listed(fields.names()) + ", expected one of " + KINDS);
    }

    private void addSkip(String source) {
        String what = SKIP_FROM + " \"" + Printable.name(source) + "\"";
        int to = functions.size();
        Integer from = named.get(source);
        if (from == null) {
            Integer later = laterLayers.get(source);
            throw new IllegalArgumentException(what + ", which is "
                    + (later == null ? "no layer's name" : later == to - 1 ? "itself" : "layer " + later)
                    + ", expected " + INPUTS + " or the name of a layer before");
        }
        if (to == layers.size()) {
            throw new IllegalArgumentException(what + " into the last layer, expected one that another follows");
        }
        if (!nodes.get(from).equals(nodes.get(to))) {
            throw new IllegalArgumentException(what + ", which makes " + nodes.get(from) + ", expected " + nodes.get(to)
                    + " as this layer makes, to be added");
        }
        if (!skips.add(new Skip(from, to))) {
            throw new IllegalArgumentException(what + " twice, expected once");
        }
    }
}
