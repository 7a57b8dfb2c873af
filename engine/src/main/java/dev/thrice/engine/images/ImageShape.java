package dev.thrice.engine.images;

import dev.thrice.engine.chain.Chain;

/**
 * The size of images that are the rows of a tensor: pixels row by row, the channels of each one behind the other (NHWC, where PyTorch has
 * NCHW; of one channel they are the same).
 *
 * @param height rows of pixels, at least 1
 * @param width pixels of a row, at least 1
 * @param channels numbers of a pixel, at least 1
 */
public record ImageShape(int height, int width, int channels) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is below 1, or there are 2^31 elements or more
     */
    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "image: " + text(height, width, channels) + ", expected at least 1 of each");
        }
        if ((long) height * width > Integer.MAX_VALUE / channels) {
            throw new IllegalArgumentException(
                    "image: " + text(height, width, channels) + ", expected fewer than 2^31 elements");
        }
    }

    /**
     * The width of a sample.
     *
     * @return height x width x channels
     */
    public int elements() {
        return pixels() * channels;
    }

    /** Of each channel. */
    int pixels() {
        return height * width;
    }

    /** Where a pixel begins. */
    int at(int y, int x) {
        return (y * width + x) * channels;
    }

    /**
     * Begins a chain whose inputs are such images.
     *
     * @return no functions yet
     */
    public ImageChain chain() {
        return new ImageChain(this, Chain.inputs(elements()));
    }

    private static String text(int height, int width, int channels) {
        return height + " x " + width + " x " + channels;
    }

    /** As in 28 x 28 x 1. */
    @Override
    public String toString() {
        return text(height, width, channels);
    }
}
