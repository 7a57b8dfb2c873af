package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** {@link Activation#SOFTPLUS}. */
final class Softplus extends NamedActivation {
    Softplus() {
        super("softplus");
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.softplus(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.softplusDerivative(e, y, delta);
    }
}
