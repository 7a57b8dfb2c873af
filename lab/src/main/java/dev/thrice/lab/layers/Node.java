package dev.thrice.lab.layers;

import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import java.util.Optional;

/**
 * What goes from layer to layer.
 *
 * @param width features, or elements of an image
 * @param shape of images
 */
record Node(int width, Optional<ImageShape> shape) {
    /** What a function makes of this. */
    Node after(ElementaryFunction function) {
        return new Node(function.outputs(), ImageNodes.after(function, shape));
    }

    /**
     * The images that a layer takes.
     *
     * @param field that tells the layer
     * @throws IllegalArgumentException if these are features
     */
    ImageShape images(String field) {
        return shape.orElseThrow(() ->
                new IllegalArgumentException(field + " on " + this + ", expected images, as of inputs [28, 28, 1]"));
    }

    @Override
    public String toString() {
        return shape.map(images -> "images of " + images).orElse(width + " features");
    }
}
