package dev.thrice.lab.learn;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.data.Dataset;

/**
 * What data ask of a network.
 *
 * @param image of an example; of what is no image, one row of its features
 * @param classes that examples are of
 */
public record DataShape(ImageShape image, int classes) {
    private static final int MNIST_SIDE = 28;

    /** MNIST's, and of all that has its form. */
    public static final DataShape MNIST = new DataShape(new ImageShape(MNIST_SIDE, MNIST_SIDE, 1), Mnist.CLASSES);

    /**
     * That of some data.
     *
     * @param data with classes
     * @return their shape
     */
    public static DataShape of(Dataset data) {
        return new DataShape(data.image().orElseGet(() -> new ImageShape(1, data.features(), 1)), data.classes());
    }

    /**
     * The numbers of an example.
     *
     * @return pixels times channels, or features
     */
    public int features() {
        return image.elements();
    }

    /** Whether examples are images, as far as can be told. */
    boolean isOfImages() {
        return image.height() > 1;
    }

    @Override
    public String toString() {
        return isOfImages() ? "images of " + image : features() + " features";
    }
}
