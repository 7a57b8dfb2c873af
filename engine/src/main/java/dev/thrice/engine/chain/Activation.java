package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function y = phi(x) without parameters, element by element or row by row, to follow a {@link DenseLayer} or to be a {@link
 * Nonlinearity}. One of your own is a {@link ScalarActivation}, if it is element by element and plain Java is fast enough, or implements
 * this by kernels. Chains are compared by value, so activations should be: a record is.
 *
 * <p>Like an {@link ElementaryFunction} it only plans; what it plans allocates nothing, and a row depends on the same row alone.
 */
@SuppressWarnings("ClassInitializationDeadlock") // none of the constants' classes is initialized but from here
public interface Activation {
    /** y = x. */
    Activation IDENTITY = new Identity();

    /** y = tanh x. */
    Activation TANH = new Tanh();

    /** y = max(x, 0), with derivative 0 at 0. */
    Activation RELU = new Relu();

    /** {@link #leakyRelu} with a slope of 0.01, PyTorch's default. */
    Activation LEAKY_RELU = new LeakyRelu(LeakyRelu.USUAL_SLOPE);

    /** y = 1 / (1 + e^-x). */
    Activation SIGMOID = new Sigmoid();

    /** y = log(1 + e^x). */
    Activation SOFTPLUS = new Softplus();

    /** y = x / (1 + e^-x), also called swish. */
    Activation SILU = new Silu();

    /** y = x Phi(x) with the normal distribution Phi (Hendrycks &amp; Gimpel 2016): by the error function, PyTorch's default, not by tanh. */
    Activation GELU = new Gelu();

    /** log-softmax over each row; before the negative log-likelihood. */
    Activation LOG_SOFTMAX = new LogSoftmax();

    /**
     * y = x where x &gt; 0, else slope x, with derivative slope at 0.
     *
     * @param slope above 0 and finite
     * @return the activation
     * @throws IllegalArgumentException if the slope is out of range
     */
    static Activation leakyRelu(float slope) {
        return new LeakyRelu(slope);
    }

    /**
     * The activation of the library's that has a name.
     *
     * @param name as {@link #name} gives it
     * @return the activation, if one of the library's has this name
     */
    static Optional<Activation> named(String name) {
        return library()
                .filter(activation -> activation.name().equals(name))
                .findFirst()
                .or(() -> LeakyRelu.parse(name));
    }

    /**
     * The names that {@link #named} knows.
     *
     * @return of the library's activations; {@code leaky-relu} has a slope in brackets too, as {@code leaky-relu(0.2)}
     */
    static List<String> names() {
        return library().map(Activation::name).toList();
    }

    private static Stream<Activation> library() {
        return Stream.of(IDENTITY, TANH, RELU, LEAKY_RELU, SIGMOID, SOFTPLUS, SILU, GELU, LOG_SOFTMAX);
    }

    /**
     * What it is called, in files too, so it stays what it is.
     *
     * @return lower case with hyphens, such as {@code leaky-relu}; with what it depends on in brackets, {@code leaky-relu(0.2)}
     */
    String name();

    /**
     * Whether the cotangent is taken from x, since y alone does not tell it. A layer then saves x, one number for each output.
     *
     * @return false if y is enough
     */
    default boolean needsInput() {
        return false;
    }

    /**
     * Plans y = phi(x).
     *
     * @param kernels who computes
     * @param x [rows x columns]
     * @param y of its shape: apart from x, or x itself unless the {@linkplain #needsInput input is needed}
     * @return the operation
     */
    Operation forward(Kernels kernels, Tensor x, Tensor y);

    /**
     * Plans delta = J^T e; element by element that is phi'(x) e.
     *
     * @param kernels who computes
     * @param x the input, or null where it is {@linkplain #needsInput not needed}
     * @param y the output at x
     * @param e an error of the output
     * @param delta the result: e itself, or apart from it
     * @return the operation
     */
    Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta);

    /**
     * What follows a product with a bias, if it can be done to each element of the product as it is written. Not asked for where the
     * {@linkplain #needsInput input is needed}.
     *
     * @return the epilogue that is this activation of a sum with a bias
     */
    default Optional<Epilogue> biasEpilogue() {
        return Optional.empty();
    }

    /**
     * The epilogue with y as its operand that does to a product what {@link #cotangent} does to e.
     *
     * @return the epilogue; {@link Epilogue#NONE} if delta is e
     */
    default Optional<Epilogue> cotangentEpilogue() {
        return Optional.empty();
    }
}
