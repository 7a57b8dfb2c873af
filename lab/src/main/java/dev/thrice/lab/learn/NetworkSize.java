package dev.thrice.lab.learn;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.NodeVariable;
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

    /** Nodes lie so far apart. */
    private static final double BETWEEN_NODES = 2048;

    /** What kernels pack, in copies of the parameters, as seen of training with one engine and of validating with forty. */
    private static final double PACKED = 2;

    private static final double PACKED_AN_ENGINE = .25;

    /** What an engine's objects for a layer take, about. */
    private static final double LAYER_HEAP = 6_000;

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
                Integer.MAX_VALUE / padded(features));
        UsageError.require("--width", width, width >= 1 && width <= mostWidth, "1 to " + mostWidth + counted());
        UsageError.require("--batch", batch, batch >= 1, "at least 1"); // the data may allow fewer than matrices do
        int mostBatch = (int) (Integer.MAX_VALUE / Math.max(padded(features), padded((double) widest * width)));
        UsageError.require("--batch", batch, batch <= mostBatch, "at most " + mostBatch + counted());
        return this;
    }

    /**
     * Checks that there is room for some of these networks at once.
     *
     * @param memory that there is
     * @param copies how many
     * @param engines of each, or other copies of its parameters and of what they keep at nodes
     * @throws UsageError if there is not
     */
    public void require(Memory memory, int copies, int engines) {
        String what = (copies == 1 ? "" : copies + " at once of ") + this;
        memory.requireHeap(what, LAYER_HEAP * copies * engines * (hiddenLayers + 1));
        memory.requireMachine(what, copies * bytes(engines));
    }

    /** Parameters, their gradients and moments, and what is packed of them; the nodes, with whatever an algorithm can keep there. */
    double bytes(int engines) {
        double inputs = (double) Float.BYTES * batch * padded(features) + BETWEEN_NODES;
        return (1 + engines + PACKED + PACKED_AN_ENGINE * engines) * parameterBytes()
                + inputs
                + (1 + (double) engines * NodeVariable.values().length) * nodeBytes();
    }

    /**
     * What the parameters take.
     *
     * @return bytes
     */
    public double parameterBytes() {
        double bias = padded(width);
        double rows = hiddenLayers == 0
                ? classes * padded(features)
                : width * padded(features) + (hiddenLayers - 1.) * width * padded(width) + classes * padded(width);
        return Float.BYTES * (rows + hiddenLayers * bias + padded(classes));
    }

    /** Of the nodes that are computed, and of what the last is clamped to. */
    private double nodeBytes() {
        return (double) Float.BYTES * batch * (hiddenLayers * padded(width) + 2 * padded(classes))
                + BETWEEN_NODES * (hiddenLayers + 2.);
    }

    private static double padded(double columns) {
        return Math.ceil(columns / LINE) * LINE;
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
