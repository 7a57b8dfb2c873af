package dev.thrice.engine.images;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.ChainBuilder;

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
    private final ImageShape images;
    private final ChainBuilder functions;

    ImageChain(ImageShape images, ChainBuilder functions) {
        this.images = images;
        this.functions = functions;
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
        Convolution convolution = new Convolution(images, channels, window, activation);
        return new ImageChain(convolution.output(), functions.then(convolution));
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
        AveragePooling pooling = new AveragePooling(images, window);
        return new ImageChain(pooling.output(), functions.then(pooling));
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
        MaxPooling pooling = new MaxPooling(images, window);
        return new ImageChain(pooling.output(), functions.then(pooling));
    }

    /**
     * Adds to the last function's output what went into the functions that are skipped.
     *
     * @param skipped how many of the last functions, at least 1
     * @return the functions with the skip
     * @throws IllegalArgumentException as of {@link ChainBuilder#skipOver}
     */
    public ImageChain skipOver(int skipped) {
        return new ImageChain(images, functions.skipOver(skipped));
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
