package dev.thrice.engine.images;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Nonlinearity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which nodes of a chain are images. Convolutions and poolings take and make images; layer normalization and an activation by itself make
 * images of images; what any other function takes or makes are features.
 */
public final class ImageNodes {
    private ImageNodes() {}

    /**
     * The nodes of a chain.
     *
     * @param chain any
     * @return for each node, 0 to L, the size of its images; nothing if it has features
     */
    public static List<Optional<ImageShape>> of(Chain chain) {
        List<Optional<ImageShape>> nodes = new ArrayList<>();
        nodes.add(inputs(chain));
        for (int l = 0; l < chain.length(); l++) {
            nodes.add(after(chain.function(l), nodes.get(l)));
        }
        return List.copyOf(nodes);
    }

    /** Of the first function that says it. */
    private static Optional<ImageShape> inputs(Chain chain) {
        return chain.functions().stream()
                .filter(function -> !keepsImages(function))
                .findFirst()
                .filter(ImageFunction.class::isInstance)
                .map(function -> ((ImageFunction) function).input());
    }

    /**
     * What a function makes.
     *
     * @param function of a chain
     * @param before the size of the images that it takes; nothing of features
     * @return the size of its images; nothing if it makes features
     */
    public static Optional<ImageShape> after(ElementaryFunction function, Optional<ImageShape> before) {
        if (function instanceof ImageFunction images) {
            return Optional.of(images.output());
        }
        return keepsImages(function) ? before : Optional.empty();
    }

    private static boolean keepsImages(ElementaryFunction function) {
        return function instanceof LayerNorm
                || (function instanceof Nonlinearity alone
                        && !alone.activation().equals(Activation.LOG_SOFTMAX));
    }
}
