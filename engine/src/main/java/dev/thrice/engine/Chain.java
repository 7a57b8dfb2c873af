package dev.thrice.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A composition of elementary functions f_0 .. f_(L-1) (2.1), without parameters. Node l in 1 .. L is the output of
 * f_(l-1); node 0 is the input. The last function ends in log-softmax, its loss is the negative log-likelihood.
 *
 * @param layers f_0 .. f_(L-1)
 */
public record Chain(List<DenseLayer> layers) {
    /**
     * Checks that the layers fit together.
     *
     * @throws IllegalArgumentException if there is no layer, two neighbours' widths differ, or log-softmax is anywhere
     *     but at the end
     */
    public Chain {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("chain: no layers, expected at least 1");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException("chain: layer " + l + " takes "
                        + layers.get(l).inputs() + " inputs, expected the "
                        + layers.get(l - 1).outputs() + " outputs of layer " + (l - 1));
            }
        }
        for (int l = 0; l < layers.size(); l++) {
            boolean last = l == layers.size() - 1;
            if ((layers.get(l).activation() == Activation.LOG_SOFTMAX) != last) {
                throw new IllegalArgumentException("chain: layer " + l + " is "
                        + layers.get(l).activation() + ", expected log-softmax on the last layer and only there");
            }
        }
    }

    /**
     * The paper's network: hidden tanh layers of one width, then log-softmax.
     *
     * @param inputs width of the input
     * @param hiddenLayers number of tanh layers, at least 0; the chain is one longer
     * @param width of every hidden layer
     * @param classes width of the output
     * @return the chain
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Chain multilayerPerceptron(int inputs, int hiddenLayers, int width, int classes) {
        if (hiddenLayers < 0) {
            throw new IllegalArgumentException("chain: " + hiddenLayers + " hidden layers, expected at least 0");
        }
        List<DenseLayer> layers = new ArrayList<>();
        int in = inputs;
        for (int l = 0; l < hiddenLayers; l++) {
            layers.add(new DenseLayer(in, width, Activation.TANH));
            in = width;
        }
        layers.add(new DenseLayer(in, classes, Activation.LOG_SOFTMAX));
        return new Chain(layers);
    }

    /**
     * The number of parametrised functions.
     *
     * @return L
     */
    public int length() {
        return layers.size();
    }

    /**
     * An elementary function.
     *
     * @param index l in 0 .. L - 1
     * @return f_l
     */
    public DenseLayer layer(int index) {
        return layers.get(index);
    }

    /**
     * The width of a node.
     *
     * @param node l in 0 .. L
     * @return its features
     */
    public int width(int node) {
        return node == 0 ? layers.get(0).inputs() : layers.get(node - 1).outputs();
    }

    /**
     * The width of the last node.
     *
     * @return classes
     */
    public int classes() {
        return width(length());
    }

    /**
     * sum of C_i: WORK{forward} of the whole chain.
     *
     * @param batch samples
     * @return floating-point operations
     */
    public long forwardFlops(int batch) {
        return layers.stream().mapToLong(layer -> layer.forwardFlops(batch)).sum();
    }

    @Override
    public String toString() {
        StringBuilder widths = new StringBuilder().append(width(0));
        for (int l = 0; l < length(); l++) {
            widths.append(" - ").append(width(l + 1));
        }
        return widths.toString();
    }
}
