package dev.thrice.lab.learn;

import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.lab.Memory;
import dev.thrice.lab.UsageError;
import dev.thrice.lab.data.Mnist;

/**
 * A multilayer perceptron on MNIST and a batch, as asked for by {@code --hidden-layers}, {@code --width} and {@code --batch}: what it
 * takes, before any of it is there.
 *
 * @param hiddenLayers number of tanh layers
 * @param width of each
 * @param batch samples of a batch
 */
public record NetworkSize(int hiddenLayers, int width, int batch) {
    /** Kernels go through rows of whole cache lines. */
    private static final int LINE = 16;

    /** Nodes lie so far apart. */
    private static final double BETWEEN_NODES = 2048;

    private static final String COUNTED = ", for matrices of fewer than 2^31 elements";

    /** What kernels pack, in copies of the parameters, as seen of training with one engine and of validating with forty. */
    private static final double PACKED = 2;

    private static final double PACKED_AN_ENGINE = .25;

    /** What an engine's objects for a layer take, about. */
    private static final double LAYER_HEAP = 6_000;

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
        int mostWidth = (int) Math.sqrt((double) Integer.MAX_VALUE / widest) / LINE * LINE;
        UsageError.require("--width", width, width >= 1 && width <= mostWidth, "1 to " + mostWidth + COUNTED);
        int mostBatch = Integer.MAX_VALUE / Math.max(Mnist.FEATURES, (int) padded(widest * width));
        UsageError.require("--batch", batch, batch >= 1 && batch <= mostBatch, "1 to " + mostBatch + COUNTED);
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
        double inputs = (double) Float.BYTES * batch * padded(Mnist.FEATURES) + BETWEEN_NODES;
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
                ? Mnist.CLASSES * padded(Mnist.FEATURES)
                : width * padded(Mnist.FEATURES)
                        + (hiddenLayers - 1.) * width * padded(width)
                        + Mnist.CLASSES * padded(width);
        return Float.BYTES * (rows + hiddenLayers * bias + padded(Mnist.CLASSES));
    }

    /** Of the nodes that are computed, and of what the last is clamped to. */
    private double nodeBytes() {
        return (double) Float.BYTES * batch * (hiddenLayers * padded(width) + 2 * padded(Mnist.CLASSES))
                + BETWEEN_NODES * (hiddenLayers + 2.);
    }

    private static double padded(double columns) {
        return Math.ceil(columns / LINE) * LINE;
    }

    @Override
    public String toString() {
        return "--hidden-layers " + hiddenLayers + " --width " + width + " --batch " + batch;
    }
}
