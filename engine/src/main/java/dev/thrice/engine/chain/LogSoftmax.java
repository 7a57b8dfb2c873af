package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** {@link Activation#LOG_SOFTMAX}. */
final class LogSoftmax extends NamedActivation {
    LogSoftmax() {
        super("log-softmax");
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.logSoftmax(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.logSoftmaxDerivative(e, y, delta);
    }
}
