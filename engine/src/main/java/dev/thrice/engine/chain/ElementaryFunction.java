package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.List;
import java.util.Optional;

/**
 * A function y = f(x; theta) of a chain, row by row: x is [rows x inputs], y is [rows x outputs]. Its Jacobian is never
 * formed. What the algorithms need of it are a forward pass and two vector-Jacobian products with an error e, [rows x
 * outputs], and both products are made of one {@linkplain #cotangent cotangent} delta: for tanh(x W^T + b), delta = e (1 -
 * y^2), the input-VJP is delta W and the parameter-VJPs are delta^T x and the column sums of delta.
 *
 * <p>A function only plans: each method returns an {@link Operation} on the given tensors, to be run many times while
 * their values change. An operation allocates nothing; each is run by one thread at a time, several operations of the
 * same function on different rows by several threads. A row of a result depends on the same row of the operands alone.
 */
public interface ElementaryFunction {
    /**
     * The width of x.
     *
     * @return at least 1
     */
    int inputs();

    /**
     * The width of y.
     *
     * @return at least 1
     */
    int outputs();

    /**
     * How many numbers a row the forward pass saves for the VJPs, beside y: what these need and y and x do not tell, or not without
     * computing it anew. They have memory wherever y has.
     *
     * @return the width of {@link Output#saved}, 0 if that is null
     */
    default int saved() {
        return 0;
    }

    /**
     * The parameters theta.
     *
     * @return their shapes, in the order in which every method here takes their tensors
     */
    default List<ParameterShape> parameters() {
        return List.of();
    }

    /**
     * The name of parameters that several functions of a chain share, as the time steps of a recurrent cell do. They have the same shapes
     * and the same values, and the gradients of all add up.
     *
     * @return nothing for a function with parameters of its own
     */
    default Optional<String> sharedParameters() {
        return Optional.empty();
    }

    /**
     * WORK{forward}, the C of (2.6).
     *
     * @param batch rows
     * @return floating-point operations
     */
    long forwardFlops(int batch);

    /**
     * WORK of an input-VJP.
     *
     * @param batch rows
     * @return floating-point operations
     */
    long inputVjpFlops(int batch);

    /**
     * WORK of the parameter-VJPs.
     *
     * @param batch rows
     * @return floating-point operations
     */
    long parameterVjpFlops(int batch);

    /**
     * Plans y = f(x; theta).
     *
     * @param kernels who computes
     * @param x [rows x inputs]
     * @param theta the parameters
     * @param y memory for y, [rows x outputs], and for what is {@linkplain #saved saved}, both apart from x; both are written
     * @return the operation
     */
    Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y);

    /**
     * Plans delta, what both VJPs at (x, y) are made of. It is linear in e.
     *
     * @param kernels who computes
     * @param x the function's input
     * @param y its output at x, with what was saved there
     * @param e an error of its output
     * @param delta the result, [rows x outputs]: e itself, or apart from it
     * @return the operation
     */
    Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta);

    /**
     * Plans out = alpha J^T e + beta out.
     *
     * @param kernels who computes
     * @param y the function's output at x, with what was saved there
     * @param delta the cotangent of e
     * @param theta the parameters
     * @param alpha factor of the product
     * @param beta factor of the old out; with 0 it is not read
     * @param out [rows x inputs]
     * @return the operation
     */
    Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out);

    /**
     * Plans the part of gradient = scale (dy/dtheta)^T e, summed over rows, that belongs to some of the outputs. Each output
     * is asked for once, by whichever worker; a function whose gradient cannot be divided so is to compute all of it with
     * output 0 and nothing otherwise.
     *
     * @param kernels who computes
     * @param x the function's input
     * @param y its output at x, with what was saved there
     * @param delta the cotangent of e
     * @param scale a factor
     * @param gradient of the parameters' shapes; overwritten
     * @param firstOutput the first of the outputs
     * @param outputs how many, at least 1
     * @return the operation
     */
    default Operation parameterVjp(
            Kernels kernels,
            Tensor x,
            Output y,
            Tensor delta,
            float scale,
            List<Tensor> gradient,
            int firstOutput,
            int outputs) {
        return Operation.NOTHING;
    }

    /**
     * The epilogue with y as its operand that does to a product what {@link #cotangent} does to e. Where there is one,
     * {@link #propagate} takes one pass.
     *
     * @return the epilogue; {@link Epilogue#NONE} if delta is e
     */
    default Optional<Epilogue> cotangentEpilogue() {
        return Optional.empty();
    }

    /**
     * Plans a step of backpropagation (2.2) from cotangent to cotangent: this function's input-VJP, then the cotangent of
     * the function below it.
     *
     * @param kernels who computes
     * @param own the output of this function, with what was saved
     * @param delta the cotangent of this function
     * @param theta the parameters of this function
     * @param below the function whose output is this one's input
     * @param x the input of the function below
     * @param y its output, with what was saved
     * @param out the cotangent of the function below, [rows x inputs of this]
     * @return the operation
     */
    default Operation propagate(
            Kernels kernels,
            Output own,
            Tensor delta,
            List<Tensor> theta,
            ElementaryFunction below,
            Tensor x,
            Output y,
            Tensor out) {
        return inputVjp(kernels, own, delta, theta, 1f, 0f, out).then(below.cotangent(kernels, x, y, out, out));
    }

    /**
     * Whether the outputs of a row are log-probabilities made by log-softmax, which is what the negative log-likelihood
     * is the loss of.
     *
     * @return false unless they are
     */
    default boolean endsInLogSoftmax() {
        return false;
    }

    /**
     * K of the initialisation Uniform(-K, K) of the parameters.
     *
     * @return sqrt(1 / inputs), PyTorch's default and the paper's (section 3.4.2)
     */
    default double initializationBound() {
        return Math.sqrt(1.0 / inputs());
    }

    /**
     * The same function with another way back for errors.
     *
     * @param feedback the way
     * @return this, if it has no weights that errors come back through
     */
    default ElementaryFunction with(Feedback feedback) {
        return this;
    }

    /**
     * The same function as a chain of smaller ones: the same values and errors, at more nodes.
     *
     * @return this alone, if there is no finer granularity
     */
    default List<ElementaryFunction> split() {
        return List.of(this);
    }
}
