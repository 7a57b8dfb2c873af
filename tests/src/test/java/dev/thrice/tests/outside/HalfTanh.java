package dev.thrice.tests.outside;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** y = tanh(x / 2), by kernels, with its derivative (1 - y^2) / 2 from the output. */
record HalfTanh() implements Activation {
    @Override
    public String name() {
        return "half-tanh";
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> {
            kernels.axpby(.5f, x, 0f, y);
            kernels.tanh(y, y);
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> {
            kernels.tanhDerivative(e, y, delta);
            kernels.axpby(.5f, delta, 0f, delta);
        };
    }
}
