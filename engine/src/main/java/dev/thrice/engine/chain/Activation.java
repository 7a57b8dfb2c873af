package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Optional;

/** A function without parameters, element by element or, log-softmax, row by row. All derivatives are taken from outputs. */
public enum Activation {
    /** y = x. */
    IDENTITY,
    /** y = tanh x. */
    TANH,
    /** y = max(x, 0), with derivative 0 at 0. */
    RELU,
    /** y = 1 / (1 + exp(-x)). */
    SIGMOID,
    /** log-softmax over each row; before the negative log-likelihood. */
    LOG_SOFTMAX;

    /** Plans y = activation(x); x may be y. */
    Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return switch (this) {
            case IDENTITY -> copy(kernels, x, y);
            case TANH -> () -> kernels.tanh(x, y);
            case RELU -> () -> kernels.relu(x, y);
            case SIGMOID -> () -> kernels.sigmoid(x, y);
            case LOG_SOFTMAX -> () -> kernels.logSoftmax(x, y);
        };
    }

    /** Plans delta = J^T e at output y; delta may be e. */
    Operation cotangent(Kernels kernels, Tensor y, Tensor e, Tensor delta) {
        return switch (this) {
            case IDENTITY -> copy(kernels, e, delta);
            case TANH -> () -> kernels.tanhDerivative(e, y, delta);
            case RELU -> () -> kernels.reluDerivative(e, y, delta);
            case SIGMOID -> () -> kernels.sigmoidDerivative(e, y, delta);
            case LOG_SOFTMAX -> () -> kernels.logSoftmaxDerivative(e, y, delta);
        };
    }

    /** What follows a product with a bias, if it can be done to each element of the product as it is written. */
    Optional<Epilogue> biasEpilogue() {
        return switch (this) {
            case IDENTITY -> Optional.of(Epilogue.BIAS);
            case TANH -> Optional.of(Epilogue.BIAS_TANH);
            case RELU -> Optional.of(Epilogue.BIAS_RELU);
            case SIGMOID -> Optional.of(Epilogue.BIAS_SIGMOID);
            case LOG_SOFTMAX -> Optional.empty();
        };
    }

    /** {@link #cotangent}, likewise. */
    Optional<Epilogue> cotangentEpilogue() {
        return switch (this) {
            case IDENTITY -> Optional.of(Epilogue.NONE);
            case TANH -> Optional.of(Epilogue.TANH_DERIVATIVE);
            case RELU -> Optional.of(Epilogue.RELU_DERIVATIVE);
            case SIGMOID -> Optional.of(Epilogue.SIGMOID_DERIVATIVE);
            case LOG_SOFTMAX -> Optional.empty();
        };
    }

    private static Operation copy(Kernels kernels, Tensor from, Tensor to) {
        return from == to ? Operation.NOTHING : () -> kernels.axpby(1f, from, 0f, to);
    }
}
