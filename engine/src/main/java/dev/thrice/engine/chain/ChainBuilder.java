package dev.thrice.engine.chain;

import java.util.List;
import java.util.stream.Stream;

/**
 * The functions of a chain so far, each as wide at its input as the one before at its output. A value: every method gives another one, and
 * several chains may go on from one beginning.
 */
public final class ChainBuilder {
    private final int inputs;
    private final List<ElementaryFunction> functions;
    private final List<Skip> skips;

    ChainBuilder(int inputs, List<ElementaryFunction> functions, List<Skip> skips) {
        this.inputs = inputs;
        this.functions = functions;
        this.skips = skips;
    }

    /**
     * Goes on with a fully connected layer that has a bias.
     *
     * @param width its outputs, at least 1
     * @param activation what follows the affine map
     * @return the functions with it
     * @throws IllegalArgumentException if the width is below 1
     */
    public ChainBuilder dense(int width, Activation activation) {
        return then(new DenseLayer(width(), width, activation));
    }

    /**
     * Goes on with any function: a layer without bias, a nonlinearity, one of your own.
     *
     * @param function as wide at its input as what there is
     * @return the functions with it
     * @throws IllegalArgumentException if its width is another
     */
    public ChainBuilder then(ElementaryFunction function) {
        Chain.requireInputs(function, functions.size(), width());
        return new ChainBuilder(inputs, with(functions, function), skips);
    }

    /**
     * Adds to the last function's output what went into the functions that are skipped: after one, x + f(x); after two, x + g(f(x)).
     *
     * @param skipped how many of the last functions, at least 1
     * @return the functions with the {@link Skip}, which has to end at a hidden node: another function is to follow
     * @throws IllegalArgumentException if there are not so many functions
     */
    public ChainBuilder skipOver(int skipped) {
        int node = functions.size();
        if (skipped < 1 || skipped > node) {
            throw new IllegalArgumentException(
                    "chain: skip over " + skipped + " functions, expected 1 to the " + node + " that there are");
        }
        return new ChainBuilder(inputs, functions, with(skips, new Skip(node - skipped, node)));
    }

    private static <T> List<T> with(List<T> all, T one) {
        return Stream.concat(all.stream(), Stream.of(one)).toList();
    }

    /**
     * Ends with a layer of log-probabilities and the negative log-likelihood, to classify.
     *
     * @param classes how many
     * @return the chain
     * @throws IllegalArgumentException if there are none
     */
    public Chain classes(int classes) {
        return dense(classes, Activation.LOG_SOFTMAX).loss(Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Ends with a linear layer and the squared error, for regression.
     *
     * @param values how many a sample
     * @return the chain
     * @throws IllegalArgumentException if there are none
     */
    public Chain values(int values) {
        return dense(values, Activation.IDENTITY).loss(Loss.SQUARED_ERROR);
    }

    /**
     * Ends with a loss of what there is.
     *
     * @param loss of the last function's output
     * @return the chain
     * @throws IllegalArgumentException as of {@link Chain}
     */
    public Chain loss(Loss loss) {
        return new Chain(functions, skips, loss);
    }

    private int width() {
        return functions.isEmpty() ? inputs : functions.getLast().outputs();
    }
}
