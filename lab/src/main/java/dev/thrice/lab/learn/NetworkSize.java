package dev.thrice.lab.learn;

import dev.thrice.command.UsageError;
import dev.thrice.lab.data.Mnist;

/**
 * A multilayer perceptron and a batch, as asked for by {@code --hidden-layers}, {@code --width} and {@code --batch}: what it
 * takes, before any of it is there.
 *
 * @param hiddenLayers number of tanh layers
 * @param width of each
 * @param batch samples of a batch
 * @param features of the data
 * @param classes of the data
 */
public record NetworkSize(int hiddenLayers, int width, int batch, int features, int classes) {
    /** Kernels go through rows of whole cache lines. */
    private static final int LINE = 16;

    /**
     * One on MNIST, as long as nobody knows what the data are.
     *
     * @param hiddenLayers number of tanh layers
     * @param width of each
     * @param batch samples of a batch
     */
    public NetworkSize(int hiddenLayers, int width, int batch) {
        this(hiddenLayers, width, batch, Mnist.FEATURES, Mnist.CLASSES);
    }

    /**
     * The same on other data.
     *
     * @param otherFeatures of those
     * @param otherClasses of those
     * @return the network's size
     */
    public NetworkSize on(int otherFeatures, int otherClasses) {
        return new NetworkSize(hiddenLayers, width, batch, otherFeatures, otherClasses);
    }

    /**
     * Checks each number by itself.
     *
     * @param fewestLayers that there have to be
     * @param widest how many times as wide as the others a layer becomes
     * @return this
     * @throws UsageError if one is out of range, or makes a matrix of more elements than can be counted
     */
    public NetworkSize inRange(int fewestLayers, int widest) {
        UsageError.require("--hidden-layers", hiddenLayers, hiddenLayers >= fewestLayers, "at least " + fewestLayers);
        int mostWidth = (int) Math.min(
                (int) Math.sqrt((double) Integer.MAX_VALUE / widest) / LINE * LINE, // times itself
                Integer.MAX_VALUE / Footprint.padded(features));
        UsageError.require("--width", width, width >= 1 && width <= mostWidth, "1 to " + mostWidth + counted());
        UsageError.require("--batch", batch, batch >= 1, "at least 1"); // the data may allow fewer than matrices do
        int mostBatch = (int)
                (Integer.MAX_VALUE / Math.max(Footprint.padded(features), Footprint.padded((double) widest * width)));
        UsageError.require("--batch", batch, batch <= mostBatch, "at most " + mostBatch + counted());
        return this;
    }

    /**
     * What it takes.
     *
     * @return in memory
     */
    public Footprint footprint() {
        double inputs = (double) Float.BYTES * batch * Footprint.padded(features) + Footprint.BETWEEN_NODES;
        return new Footprint(toString(), hiddenLayers + 1., parameterBytes(), inputs, nodeBytes());
    }

    /**
     * What the parameters take.
     *
     * @return bytes
     */
    public double parameterBytes() {
        double bias = Footprint.padded(width);
        double rows = hiddenLayers == 0
                ? classes * Footprint.padded(features)
                : width * Footprint.padded(features)
                        + (hiddenLayers - 1.) * width * Footprint.padded(width)
                        + classes * Footprint.padded(width);
        return Float.BYTES * (rows + hiddenLayers * bias + Footprint.padded(classes));
    }

    /** Of the nodes that are computed, and of what the last is clamped to. */
    private double nodeBytes() {
        return (double) Float.BYTES * batch * (hiddenLayers * Footprint.padded(width) + 2 * Footprint.padded(classes))
                + Footprint.BETWEEN_NODES * (hiddenLayers + 2.);
    }

    private String counted() {
        return ", for matrices of fewer than 2^31 elements" + data();
    }

    /** Where it is the user's own that takes so much. */
    private String data() {
        return features == Mnist.FEATURES ? "" : " on images of " + features + " pixels";
    }

    @Override
    public String toString() {
        return "--hidden-layers " + hiddenLayers + " --width " + width + " --batch " + batch + data();
    }
}
