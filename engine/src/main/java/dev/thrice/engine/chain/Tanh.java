package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Optional;

/** {@link Activation#TANH}. */
final class Tanh extends NamedActivation {
    Tanh() {
        super("tanh");
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.tanh(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.tanhDerivative(e, y, delta);
    }

    @Override
    public Optional<Epilogue> biasEpilogue() {
        return Optional.of(Epilogue.BIAS_TANH);
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return Optional.of(Epilogue.TANH_DERIVATIVE);
    }
}
