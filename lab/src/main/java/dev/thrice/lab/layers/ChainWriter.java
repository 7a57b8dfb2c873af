package dev.thrice.lab.layers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import java.util.Arrays;
import java.util.Optional;

/** A network as it is written: what {@link ChainReader} reads, with what has its usual value left out. */
final class ChainWriter {
    private ChainWriter() {}

    /**
     * Describes a network.
     *
     * @param chain of a negative log-likelihood
     * @throws IllegalArgumentException if one of its functions cannot be said; the message names it
     */
    static ObjectNode write(Chain chain) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Optional<ImageShape> images = ImageNodes.of(chain).getFirst();
        if (images.isPresent()) {
            ImageShape shape = images.get();
            root.putArray(ChainReader.INPUTS)
                    .add(shape.height())
                    .add(shape.width())
                    .add(shape.channels());
        } else {
            root.put(ChainReader.INPUTS, chain.width(0));
        }
        ArrayNode layers = root.putArray(ChainReader.LAYERS);
        for (int l = 0; l < chain.length(); l++) {
            ObjectNode layer = layers.addObject();
            write(l, chain.function(l), layer);
            if (chain.skipsFrom(l + 1).length > 0) {
                layer.put(ChainReader.NAME, name(l + 1));
            }
            if (chain.hasSkipInto(l + 1)) {
                ArrayNode sources = layer.putArray(ChainReader.SKIP_FROM);
                Arrays.stream(chain.skipsInto(l + 1))
                        .mapToObj(ChainWriter::name)
                        .forEach(sources::add);
            }
        }
        return root;
    }

    private static void write(int index, ElementaryFunction function, ObjectNode layer) {
        if (Arrays.stream(LayerKind.values()).noneMatch(kind -> kind.write(function, layer))) {
            throw new IllegalArgumentException("layer " + index + " is " + function
                    + ", expected one of the kinds that a description has, without feedback weights");
        }
    }

    private static String name(int node) {
        return node == 0 ? ChainReader.INPUTS : "layer " + (node - 1);
    }
}
