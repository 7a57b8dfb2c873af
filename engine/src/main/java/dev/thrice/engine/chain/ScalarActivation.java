package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/**
 * An activation as the function of one number that it is, applied to element after element. One of your own in five lines:
 *
 * <pre>{@code
 * record Snake() implements ScalarActivation {
 *     public String name() { return "snake"; }
 *     public float value(float x) { return x + (float) Math.pow(Math.sin(x), 2); }
 *     public float derivative(float x, float y) { return 1 + (float) Math.sin(2 * x); }
 * }
 * }</pre>
 */
public interface ScalarActivation extends Activation {
    /**
     * phi.
     *
     * @param x a number
     * @return phi(x)
     */
    float value(float x);

    /**
     * phi'.
     *
     * @param x a number; NaN where {@link #needsInput} says that it is not needed
     * @param y phi(x)
     * @return phi'(x)
     */
    float derivative(float x, float y);

    /**
     * {@inheritDoc}
     *
     * @return true; who takes the derivative from y alone saves memory with false
     */
    @Override
    default boolean needsInput() {
        return true;
    }

    @Override
    default Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> {
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < x.columns(); j++) {
                    y.set(i, j, value(x.get(i, j)));
                }
            }
        };
    }

    @Override
    default Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> {
            for (int i = 0; i < e.rows(); i++) {
                for (int j = 0; j < e.columns(); j++) {
                    float input = needsInput() ? x.get(i, j) : Float.NaN;
                    delta.set(i, j, e.get(i, j) * derivative(input, y.get(i, j)));
                }
            }
        };
    }
}
