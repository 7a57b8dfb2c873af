package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** {@link Activation#GELU}. */
final class Gelu extends NamedActivation {
    Gelu() {
        super("gelu");
    }

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.gelu(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.geluDerivative(e, x, delta);
    }
}
