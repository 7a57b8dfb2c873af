package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** {@link Activation#SILU}. */
final class Silu extends NamedActivation {
    Silu() {
        super("silu");
    }

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.silu(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.siluDerivative(e, x, delta);
    }
}
