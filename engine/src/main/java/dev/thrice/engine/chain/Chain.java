package dev.thrice.engine.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A composition of elementary functions f_0 .. f_(L-1) and a loss (2.1), without parameters. Node l in 1 .. L is the output
 * of f_(l-1); node 0 is the input.
 *
 * @param functions f_0 .. f_(L-1)
 * @param loss f_L
 */
public record Chain(List<ElementaryFunction> functions, Loss loss) {
    /** Of nodes of one width in a row, each by itself. */
    private static final int MOST_SHOWN = 32;

    /**
     * Checks that the functions fit together.
     *
     * @throws IllegalArgumentException if there is no function, two neighbours' widths differ, or the negative
     *     log-likelihood follows a function that does not end in log-softmax
     */
    public Chain {
        functions = List.copyOf(functions);
        Objects.requireNonNull(loss, "loss");
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("chain: no layers, expected at least 1");
        }
        for (int l = 1; l < functions.size(); l++) {
            requireInputs(functions.get(l), l, functions.get(l - 1).outputs());
        }
        if (loss == Loss.NEGATIVE_LOG_LIKELIHOOD && !functions.getLast().endsInLogSoftmax()) {
            throw new IllegalArgumentException("chain: the last layer is " + functions.getLast()
                    + ", expected one that ends in log-softmax before the negative log-likelihood");
        }
    }

    static void requireInputs(ElementaryFunction function, int layer, int width) {
        if (function.inputs() != width) {
            String of = layer == 0 ? "inputs of the chain" : "outputs of layer " + (layer - 1);
            throw new IllegalArgumentException("chain: layer " + layer + " takes " + function.inputs()
                    + " inputs, expected the " + width + " " + of);
        }
    }

    /**
     * Begins a chain, to be gone on with layer by layer:
     *
     * <pre>{@code Chain.inputs(784).dense(64, Activation.TANH).dense(64, Activation.GELU).classes(10)}</pre>
     *
     * @param width features of a sample, at least 1
     * @return no functions yet
     * @throws IllegalArgumentException if the width is below 1
     */
    public static ChainBuilder inputs(int width) {
        if (width < 1) {
            throw new IllegalArgumentException("chain: " + width + " inputs, expected at least 1");
        }
        return new ChainBuilder(width, List.of());
    }

    /**
     * The paper's network: hidden tanh layers of one width, then log-softmax and the negative log-likelihood.
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
        List<ElementaryFunction> layers = new ArrayList<>();
        for (int l = 0; l < hiddenLayers; l++) {
            layers.add(new DenseLayer(l == 0 ? inputs : width, width, Activation.TANH));
        }
        return new ChainBuilder(inputs, layers).classes(classes);
    }

    /**
     * The same composition at its finest granularity: affine maps and nonlinearities as nodes of their own. Parameters,
     * values and errors are the same, the chain is longer.
     *
     * @return the finer chain
     */
    public Chain split() {
        return new Chain(
                functions.stream()
                        .flatMap(function -> function.split().stream())
                        .toList(),
                loss);
    }

    /**
     * The same composition with another way back for errors, from f_1 on: nobody asks for f_0's input-VJP.
     *
     * @param feedback the way
     * @return the chain
     */
    public Chain with(Feedback feedback) {
        return new Chain(
                IntStream.range(0, length())
                        .mapToObj(l -> l == 0 ? function(l) : function(l).with(feedback))
                        .toList(),
                loss);
    }

    /**
     * The number of functions before the loss.
     *
     * @return L
     */
    public int length() {
        return functions.size();
    }

    /**
     * An elementary function.
     *
     * @param index l in 0 .. L - 1
     * @return f_l
     */
    public ElementaryFunction function(int index) {
        return functions.get(index);
    }

    /**
     * The width of a node.
     *
     * @param node l in 0 .. L
     * @return its features
     */
    public int width(int node) {
        return node == 0
                ? functions.getFirst().inputs()
                : functions.get(node - 1).outputs();
    }

    /**
     * sum of C_i: WORK{forward} of the whole chain.
     *
     * @param batch samples
     * @return floating-point operations
     */
    public long forwardFlops(int batch) {
        return functions.stream()
                .mapToLong(function -> function.forwardFlops(batch))
                .sum();
    }

    /** The nodes' widths, such as "784 - 64 - 64 - 10"; of many of one width in a row, their number: "784 - 64 x 1000 - 10". */
    @Override
    public String toString() {
        StringBuilder widths = new StringBuilder();
        int next;
        for (int l = 0; l <= length(); l = next) {
            next = l + 1;
            while (next <= length() && width(next) == width(l)) {
                next++;
            }
            widths.append(l == 0 ? "" : " - ").append(equal(width(l), next - l));
        }
        return widths.toString();
    }

    private static String equal(int width, int nodes) {
        return nodes <= MOST_SHOWN
                ? String.join(" - ", Collections.nCopies(nodes, String.valueOf(width)))
                : width + " x " + nodes;
    }
}
