package dev.thrice.engine;

import java.util.Objects;

/**
 * An elementary function f(x) = activation(x W^T + b), with x [batch x inputs] and W [outputs x inputs].
 *
 * @param inputs width of x, at least 1
 * @param outputs width of f(x), at least 1
 * @param activation what follows the affine map
 */
public record DenseLayer(int inputs, int outputs, Activation activation) {
    /**
     * Checks the widths.
     *
     * @throws IllegalArgumentException if a width is below 1
     */
    public DenseLayer {
        Objects.requireNonNull(activation, "activation");
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "layer: " + inputs + " inputs and " + outputs + " outputs, expected at least 1 of each");
        }
    }

    /**
     * WORK{forward}: the multiplications and additions of x W^T + b, 2 inputs outputs a sample. The activation, whose
     * cost in operations no instruction set defines, is not counted.
     *
     * @param batch samples
     * @return floating-point operations, the C of (2.6)
     */
    public long forwardFlops(int batch) {
        return 2L * batch * inputs * outputs;
    }

    /**
     * The parameters of the layer.
     *
     * @return weights and biases
     */
    public long parameterCount() {
        return (long) inputs * outputs + outputs;
    }
}
