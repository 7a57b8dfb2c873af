package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An activation as an elementary function of its own, without parameters. WORK counts one operation an element; in an
 * analysis by products, as {@link DenseLayer}'s, it is next to nothing.
 *
 * @param width of x and of y, at least 1
 * @param activation the function
 */
public record Nonlinearity(int width, Activation activation) implements ElementaryFunction {
    /**
     * Checks the width.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Nonlinearity {
        Objects.requireNonNull(activation, "activation");
        if (width < 1) {
            throw new IllegalArgumentException("nonlinearity: width " + width + ", expected at least 1");
        }
    }

    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public long forwardFlops(int batch) {
        return (long) batch * width;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return (long) batch * width;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        return activation.forward(kernels, x, y.value());
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return activation.cotangent(kernels, x, y.value(), e, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        return () -> kernels.axpby(alpha, delta, beta, out);
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return activation.cotangentEpilogue();
    }

    @Override
    public boolean endsInLogSoftmax() {
        return activation.equals(Activation.LOG_SOFTMAX);
    }
}
