package dev.thrice.lab.learn;

import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.data.Dataset;

/**
 * What data ask of a network.
 *
 * @param rows of an image, in pixels; 1 for what is no image
 * @param columns of an image; the features of what is no image
 * @param classes that examples are of
 */
public record DataShape(int rows, int columns, int classes) {
    private static final int MNIST_SIDE = 28;

    /** MNIST's, and of all that has its form. */
    public static final DataShape MNIST = new DataShape(MNIST_SIDE, MNIST_SIDE, Mnist.CLASSES);

    /**
     * That of some data.
     *
     * @param data with classes
     * @return their shape
     */
    public static DataShape of(Dataset data) {
        return new DataShape(data.rows(), data.columns(), data.classes());
    }

    /**
     * The numbers of an example.
     *
     * @return pixels or features
     */
    public int features() {
        return Math.multiplyExact(rows, columns);
    }

    @Override
    public String toString() {
        return rows == 1 ? columns + " features" : "images of " + rows + " x " + columns;
    }
}
