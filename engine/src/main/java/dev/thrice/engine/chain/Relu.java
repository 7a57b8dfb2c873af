package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Optional;

/** {@link Activation#RELU}. */
final class Relu extends NamedActivation {
    Relu() {
        super("relu");
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.relu(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.reluDerivative(e, y, delta);
    }

    @Override
    public Optional<Epilogue> biasEpilogue() {
        return Optional.of(Epilogue.BIAS_RELU);
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return Optional.of(Epilogue.RELU_DERIVATIVE);
    }
}
