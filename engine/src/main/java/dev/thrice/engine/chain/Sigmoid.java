package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Optional;

/** {@link Activation#SIGMOID}. */
final class Sigmoid extends NamedActivation {
    Sigmoid() {
        super("sigmoid");
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.sigmoid(x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.sigmoidDerivative(e, y, delta);
    }

    @Override
    public Optional<Epilogue> biasEpilogue() {
        return Optional.of(Epilogue.BIAS_SIGMOID);
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return Optional.of(Epilogue.SIGMOID_DERIVATIVE);
    }
}
