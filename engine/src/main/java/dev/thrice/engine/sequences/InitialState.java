package dev.thrice.engine.sequences;

import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Predicts the state h_0 = 0 before the inputs x_1 .. x_T of a {@link RecurrentCell}'s first time step. It is a node like others: where values
 * move, as in VPC and iPC, so does h_0.
 */
record InitialState(int hidden, int inputs) implements ElementaryFunction {
    @Override
    public int outputs() {
        return hidden + inputs;
    }

    @Override
    public long forwardFlops(int batch) {
        return 0;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return 0;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Tensor state = y.value().columns(0, hidden);
        Tensor rest = y.value().columns(hidden, inputs);
        return () -> {
            kernels.fill(0f, state);
            kernels.axpby(1f, x, 0f, rest);
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return () -> kernels.axpby(1f, e, 0f, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor ofInputs = delta.columns(hidden, inputs);
        return () -> kernels.axpby(alpha, ofInputs, beta, out);
    }
}
