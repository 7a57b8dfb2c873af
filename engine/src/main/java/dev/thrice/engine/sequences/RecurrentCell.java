package dev.thrice.engine.sequences;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.List;
import java.util.Optional;

/**
 * A time step of Elman's recurrent network (1990), h_t = activation(W [h_(t-1), x_t] + b), as a function of a chain. Its input is the state
 * h_(t-1) and the inputs x_t .. x_T of this step and those to come; its output is h_t and x_(t+1) .. x_T, which it hands on. Inputs are
 * data: no error goes back to them, so the nodes' values of them never move. Cells of one name share W [hidden x (hidden + features)] and b
 * [1 x hidden], and their gradients add up: backpropagation through time (Werbos 1990).
 *
 * @param name of the cell, which all its time steps have
 * @param features of an x_t
 * @param hidden units of the state
 * @param activation of the state
 * @param stepsToCome how many x it hands on, T - t
 */
public record RecurrentCell(String name, int features, int hidden, Activation activation, int stepsToCome)
        implements ElementaryFunction {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public RecurrentCell {
        if (features < 1 || hidden < 1 || stepsToCome < 0) {
            throw new IllegalArgumentException("recurrent cell " + name + ": " + features + " features, " + hidden
                    + " hidden units and " + stepsToCome + " steps to come, expected at least 1, 1 and 0");
        }
    }

    private DenseLayer layer() {
        return new DenseLayer(hidden + features, hidden, activation);
    }

    private int handedOn() {
        return Math.multiplyExact(features, stepsToCome);
    }

    @Override
    public int inputs() {
        return hidden + features + handedOn();
    }

    @Override
    public int outputs() {
        return hidden + handedOn();
    }

    @Override
    public int saved() {
        return layer().saved();
    }

    @Override
    public List<ParameterShape> parameters() {
        return layer().parameters();
    }

    @Override
    public Optional<String> sharedParameters() {
        return Optional.of(name);
    }

    @Override
    public long forwardFlops(int batch) {
        return layer().forwardFlops(batch);
    }

    @Override
    public long inputVjpFlops(int batch) {
        return 2L * batch * hidden * hidden;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return layer().parameterVjpFlops(batch);
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Operation state = layer().forward(kernels, x.columns(0, hidden + features), theta, state(y));
        if (stepsToCome == 0) {
            return state;
        }
        Tensor from = x.columns(hidden + features, handedOn());
        Tensor to = y.value().columns(hidden, handedOn());
        return state.then(() -> kernels.axpby(1f, from, 0f, to));
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return layer().cotangent(kernels, x, state(y), state(e), state(delta));
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor cotangents = state(delta);
        Tensor w = theta.getFirst().columns(0, hidden);
        Tensor state = state(out);
        Gemm gemm = kernels.gemm(GemmSpec.nn(out.rows(), hidden, hidden)
                .leadingDimensions(cotangents.leadingDimension(), w.leadingDimension(), state.leadingDimension())
                .scaled(alpha, beta));
        Tensor data = out.columns(hidden, features + handedOn());
        float positive = Math.max(beta, 0f) + 1f; // in two parts, since beta times 0 may be -0, and 0 less 0 is not
        Operation ofData =
                beta == 0f ? () -> kernels.fill(0f, data) : () -> kernels.axpby(positive, data, beta - positive, data);
        Operation product = () -> gemm.run(cotangents, w, state);
        return product.then(ofData);
    }

    @Override
    public Operation parameterVjp(
            Kernels kernels,
            Tensor x,
            Output y,
            Tensor delta,
            float scale,
            List<Tensor> gradient,
            int firstOutput,
            int outputs) {
        int first = Math.min(firstOutput, hidden);
        int count = Math.min(firstOutput + outputs, hidden) - first;
        return count == 0
                ? Operation.NOTHING
                : layer().parameterVjp(
                                kernels,
                                x.columns(0, hidden + features),
                                state(y),
                                state(delta),
                                scale,
                                gradient,
                                first,
                                count);
    }

    /** PyTorch's for recurrent layers, sqrt(1 / hidden). */
    @Override
    public double initializationBound() {
        return Math.sqrt(1.0 / hidden);
    }

    private Output state(Output y) {
        return new Output(state(y.value()), y.saved());
    }

    private Tensor state(Tensor tensor) {
        return tensor.columns(0, hidden);
    }
}
