package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.List;
import java.util.Optional;

/**
 * Layer normalization (Ba, Kiros &amp; Hinton 2016): y = gain (x - m) / sqrt(v + epsilon) + shift, with the mean m and the variance v of
 * a row's own features. Gain begins as 1, shift as 0. It saves the standardized row and the factor of the row for the VJPs. WORK counts
 * its elementwise operations.
 *
 * @param width of x and of y, at least 1
 * @param epsilon above 0; 1e-5 is PyTorch's
 */
public record LayerNorm(int width, float epsilon) implements ElementaryFunction {
    private static final int FORWARD = 8; // operations an element
    private static final int INPUT_VJP = 9;
    private static final int PARAMETER_VJP = 3;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public LayerNorm {
        if (width < 1) {
            throw new IllegalArgumentException("layer norm: width " + width + ", expected at least 1");
        }
        if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
            throw new IllegalArgumentException("layer norm: epsilon " + epsilon + ", expected a number above 0");
        }
    }

    /**
     * With PyTorch's epsilon, 1e-5.
     *
     * @param width of x and of y, at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public LayerNorm(int width) {
        this(width, 1e-5f);
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
    public int saved() {
        return width + 1;
    }

    @Override
    public List<ParameterShape> parameters() {
        return List.of(new ParameterShape("gain", 1, width, true, 1f), new ParameterShape("shift", 1, width, true, 0f));
    }

    @Override
    public long forwardFlops(int batch) {
        return (long) FORWARD * batch * width;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return (long) INPUT_VJP * batch * width;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return (long) PARAMETER_VJP * batch * width;
    }

    private Tensor standardized(Output y) {
        return y.saved().columns(0, width);
    }

    private Tensor scales(Output y) {
        return y.saved().columns(width, 1);
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Tensor standardized = standardized(y);
        Tensor scales = scales(y);
        Tensor value = y.value();
        Tensor gain = theta.get(0);
        Tensor shift = theta.get(1);
        return () -> {
            kernels.standardize(x, epsilon, standardized, scales);
            kernels.scaleRows(standardized, gain, shift, value);
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return Activation.IDENTITY.cotangent(kernels, null, y.value(), e, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor standardized = standardized(y);
        Tensor scales = scales(y);
        Tensor gain = theta.get(0);
        return () -> kernels.standardizeDerivative(alpha, delta, gain, standardized, scales, beta, out);
    }

    @Override
    public Operation parameterVjp(
            Kernels kernels,
            Tensor x,
            Output y,
            Tensor delta,
            float scale,
            List<Tensor> gradient,
            int firstOutput,
            int outputs) {
        Tensor errors = delta.columns(firstOutput, outputs);
        Tensor standardized = standardized(y).columns(firstOutput, outputs);
        Tensor gain = gradient.get(0).columns(firstOutput, outputs);
        Tensor shift = gradient.get(1).columns(firstOutput, outputs);
        return () -> {
            kernels.columnDots(scale, errors, standardized, gain);
            kernels.columnSums(scale, errors, 0f, shift);
        };
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return Activation.IDENTITY.cotangentEpilogue();
    }
}
