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

    ChainBuilder(int inputs, List<ElementaryFunction> functions) {
        this.inputs = inputs;
        this.functions = functions;
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
        return new ChainBuilder(
                inputs, Stream.concat(functions.stream(), Stream.of(function)).toList());
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
     * @throws IllegalArgumentException if there is no function, or the negative log-likelihood would follow one that does not end in
     *     log-softmax
     */
    public Chain loss(Loss loss) {
        return new Chain(functions, loss);
    }

    private int width() {
        return functions.isEmpty() ? inputs : functions.getLast().outputs();
    }
}
