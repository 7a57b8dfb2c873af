package dev.thrice.engine.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A composition of elementary functions f_0 .. f_(L-1) and a loss (2.1), without parameters. Node l in 1 .. L is the output
 * of f_(l-1), and of the nodes that {@linkplain Skip skips} into it add; node 0 is the input. With skips it is a graph without circles,
 * whose longest path from a node to the output is the chain's own, of L - l edges.
 *
 * @param functions f_0 .. f_(L-1)
 * @param skips in ascending order of where they end, then of where they begin
 * @param loss f_L
 */
public record Chain(List<ElementaryFunction> functions, List<Skip> skips, Loss loss) {
    /** Of nodes of one width in a row, each by itself. */
    private static final int MOST_SHOWN = 32;

    /**
     * Checks that the functions fit together.
     *
     * @throws IllegalArgumentException if there is no function, two neighbours' widths differ, a skip is there twice, ends elsewhere
     *     than at a hidden node or joins nodes of two widths, or the negative log-likelihood follows a function that does not end in
     *     log-softmax, or functions share parameters of different shapes
     */
    public Chain {
        functions = List.copyOf(functions);
        skips = Objects.requireNonNull(skips, "skips").stream()
                .sorted(Comparator.comparingInt(Skip::to).thenComparingInt(Skip::from))
                .toList();
        Objects.requireNonNull(loss, "loss");
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("chain: no layers, expected at least 1");
        }
        for (int l = 1; l < functions.size(); l++) {
            requireInputs(functions.get(l), l, functions.get(l - 1).outputs());
        }
        for (int i = 0; i < skips.size(); i++) {
            requireFits(skips.get(i), functions);
            if (i > 0 && skips.get(i).equals(skips.get(i - 1))) {
                throw new IllegalArgumentException(
                        "chain: two skips from node " + skips.get(i) + ", expected at most one");
            }
        }
        for (int l = 0; l < functions.size(); l++) {
            requireShared(functions, l);
        }
        if (loss == Loss.NEGATIVE_LOG_LIKELIHOOD && !functions.getLast().endsInLogSoftmax()) {
            throw new IllegalArgumentException("chain: the last layer is " + functions.getLast()
                    + ", expected one that ends in log-softmax before the negative log-likelihood");
        }
    }

    /**
     * A chain without skips.
     *
     * @param functions f_0 .. f_(L-1)
     * @param loss f_L
     * @throws IllegalArgumentException if there is no function, two neighbours' widths differ, or the negative log-likelihood follows a
     *     function that does not end in log-softmax
     */
    public Chain(List<ElementaryFunction> functions, Loss loss) {
        this(functions, List.of(), loss);
    }

    private static void requireShared(List<ElementaryFunction> functions, int layer) {
        int owner = parametersOf(functions, layer);
        List<ParameterShape> own = functions.get(layer).parameters();
        List<ParameterShape> shared = functions.get(owner).parameters();
        if (!own.equals(shared)) {
            throw new IllegalArgumentException("chain: layers " + owner + " and " + layer + " share the parameters of "
                    + functions.get(layer).sharedParameters().orElse("") + ", " + shared + " and " + own
                    + ", expected the same shapes");
        }
    }

    private static void requireFits(Skip skip, List<ElementaryFunction> functions) {
        if (skip.to() >= functions.size()) {
            throw new IllegalArgumentException("chain: skip from node " + skip
                    + ", expected one that ends at a hidden node, 1 .. " + (functions.size() - 1));
        }
        int from = width(functions, skip.from());
        int to = width(functions, skip.to());
        if (from != to) {
            throw new IllegalArgumentException("chain: skip from node " + skip + ", which are " + from + " and " + to
                    + " wide, expected nodes of one width");
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
        return new ChainBuilder(width, List.of(), List.of());
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
        return new ChainBuilder(inputs, layers, List.of()).classes(classes);
    }

    /**
     * The same composition at its finest granularity: affine maps and nonlinearities as nodes of their own. Parameters,
     * values and errors are the same, the chain is longer.
     *
     * @return the finer chain
     */
    public Chain split() {
        int[] nodes = new int[length() + 1];
        for (int l = 0; l < length(); l++) {
            nodes[l + 1] = nodes[l] + function(l).split().size();
        }
        return new Chain(
                functions.stream()
                        .flatMap(function -> function.split().stream())
                        .toList(),
                skips.stream()
                        .map(skip -> new Skip(nodes[skip.from()], nodes[skip.to()]))
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
                skips,
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
     * Whose parameters a function has.
     *
     * @param index l in 0 .. L - 1
     * @return the first function that {@linkplain ElementaryFunction#sharedParameters shares} them; l itself for one that shares none
     */
    public int parametersOf(int index) {
        return parametersOf(functions, index);
    }

    private static int parametersOf(List<ElementaryFunction> functions, int index) {
        Optional<String> name = functions.get(index).sharedParameters();
        int first = 0;
        while (name.isPresent()
                && first < index
                && !functions.get(first).sharedParameters().equals(name)) {
            first++;
        }
        return name.isPresent() ? first : index;
    }

    /**
     * The width of a node.
     *
     * @param node l in 0 .. L
     * @return its features
     */
    public int width(int node) {
        return width(functions, node);
    }

    private static int width(List<ElementaryFunction> functions, int node) {
        return node == 0
                ? functions.getFirst().inputs()
                : functions.get(node - 1).outputs();
    }

    /**
     * The nodes whose values are added to a node's prediction.
     *
     * @param node l in 1 .. L
     * @return where skips into it begin, ascending; empty for most
     */
    public int[] skipsInto(int node) {
        return skips.stream()
                .filter(skip -> skip.to() == node)
                .mapToInt(Skip::from)
                .toArray();
    }

    /**
     * Whether a skip ends at a node.
     *
     * @param node l in 1 .. L
     * @return false for most
     */
    public boolean hasSkipInto(int node) {
        return skips.stream().anyMatch(skip -> skip.to() == node);
    }

    /**
     * The nodes whose predictions a node's value is added to.
     *
     * @param node l in 0 .. L
     * @return where skips from it end, ascending; empty for most
     */
    public int[] skipsFrom(int node) {
        return skips.stream()
                .filter(skip -> skip.from() == node)
                .mapToInt(Skip::to)
                .toArray();
    }

    /**
     * sum of C_i: WORK{forward} of the whole chain, additions of skips included.
     *
     * @param batch samples
     * @return floating-point operations
     */
    public long forwardFlops(int batch) {
        long additions = skips.stream()
                .mapToLong(skip -> (long) batch * width(skip.to()))
                .sum();
        return additions
                + functions.stream()
                        .mapToLong(function -> function.forwardFlops(batch))
                        .sum();
    }

    /**
     * The nodes' widths, such as "784 - 64 - 64 - 10"; of many of one width in a row, their number: "784 - 64 x 1000 - 10". Skips
     * follow: "784 - 64 - 64 - 10, skips 1 to 2".
     */
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
        if (!skips.isEmpty()) {
            widths.append(
                    skips.size() <= MOST_SHOWN
                            ? ", skips " + skips.stream().map(Skip::toString).collect(Collectors.joining(", "))
                            : ", " + skips.size() + " skips");
        }
        return widths.toString();
    }

    private static String equal(int width, int nodes) {
        return nodes <= MOST_SHOWN
                ? String.join(" - ", Collections.nCopies(nodes, String.valueOf(width)))
                : width + " x " + nodes;
    }
}
