package dev.thrice.engine.images;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * The functions of a chain so far, whose last has images as its output. A value: every method gives another one.
 *
 * <pre>{@code
 * Chain lenet5 = new ImageShape(28, 28, 1).chain()
 *         .convolution(6, Window.of(5).padded(2), TANH).averagePooling(2)
 *         .convolution(16, Window.of(5), TANH).averagePooling(2)
 *         .flat().dense(120, TANH).dense(84, TANH).classes(10);
 * }</pre>
 */
public final class ImageChain {
    private final List<ImageShape> nodes;
    private final ImageShape images; // of the last
    private final ChainBuilder functions;

    private ImageChain(List<ImageShape> nodes, ChainBuilder functions) {
        this.nodes = nodes;
        this.images = nodes.getLast();
        this.functions = functions;
    }

    /** No functions yet. */
    ImageChain(ImageShape images, ChainBuilder functions) {
        this(List.of(images), functions);
    }

    /**
     * LeNet-5 (LeCun et al. 1998) with tanh, mean pooling and log-probabilities.
     *
     * @param images that it is for
     * @param classes of its output
     * @return the chain
     * @throws IllegalArgumentException if the images are too small for its windows
     */
    public static Chain lenet5(ImageShape images, int classes) {
        return images.chain()
                .convolution(6, Window.of(5).padded(2), Activation.TANH)
                .averagePooling(2)
                .convolution(16, Window.of(5), Activation.TANH)
                .averagePooling(2)
                .flat()
                .dense(120, Activation.TANH)
                .dense(84, Activation.TANH)
                .classes(classes);
    }

    private ImageChain then(ImageFunction function) {
        return new ImageChain(
                Stream.concat(nodes.stream(), Stream.of(function.output())).toList(), functions.then(function));
    }

    /**
     * Goes on with a convolution that has a bias.
     *
     * @param channels of its output, at least 1
     * @param window what each output pixel sees
     * @param activation what follows, element by element
     * @return the functions with it
     * @throws IllegalArgumentException as of {@link Convolution}
     */
    public ImageChain convolution(int channels, Window window, Activation activation) {
        return then(new Convolution(images, channels, window, activation));
    }

    /**
     * Goes on with means over windows side by side.
     *
     * @param side height and width of a window
     * @return the functions with it
     * @throws IllegalArgumentException if no window fits
     */
    public ImageChain averagePooling(int side) {
        return averagePooling(Window.sideBySide(side));
    }

    /**
     * Goes on with means over windows.
     *
     * @param window what each output pixel sees
     * @return the functions with it
     * @throws IllegalArgumentException if no window fits
     */
    public ImageChain averagePooling(Window window) {
        return then(new AveragePooling(images, window));
    }

    /**
     * Goes on with the greatest elements of windows side by side.
     *
     * @param side height and width of a window
     * @return the functions with it
     * @throws IllegalArgumentException as of {@link MaxPooling}
     */
    public ImageChain maxPooling(int side) {
        return maxPooling(Window.sideBySide(side));
    }

    /**
     * Goes on with the greatest elements of windows.
     *
     * @param window what each output pixel sees
     * @return the functions with it
     * @throws IllegalArgumentException as of {@link MaxPooling}
     */
    public ImageChain maxPooling(Window window) {
        return then(new MaxPooling(images, window));
    }

    /**
     * Adds to the last function's output what went into the functions that are skipped.
     *
     * @param skipped how many of the last functions, at least 1
     * @return the functions with the skip
     * @throws IllegalArgumentException as of {@link ChainBuilder#skipOver}, or if these are images of another shape
     */
    public ImageChain skipOver(int skipped) {
        ChainBuilder with = functions.skipOver(skipped);
        ImageShape from = nodes.get(nodes.size() - 1 - skipped);
        if (!from.equals(images)) {
            throw new IllegalArgumentException("chain: skip over " + skipped + " functions from images of " + from
                    + " to " + images + ", expected images of one shape");
        }
        return new ImageChain(nodes, with);
    }

    /**
     * Goes on without images: their elements, pixel by pixel, are features. Nothing is moved.
     *
     * @return the functions so far
     */
    public ChainBuilder flat() {
        return functions;
    }
}
