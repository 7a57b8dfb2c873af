package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.approximation.NormalTail;
import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.elementwise.MapKernel;
import dev.thrice.kernels.elementwise.VjpKernel;
import dev.thrice.kernels.memory.Raw;

/** Transcendental functions in float64, rounded once; derivatives in float32. */
final class ScalarFunctions implements FunctionKernels {
    private static final MapKernel EXP = each(x -> (float) Math.exp(x));
    private static final MapKernel LOG = each(x -> (float) Math.log(x));
    private static final MapKernel TANH = each(x -> (float) Math.tanh(x));
    private static final VjpKernel TANH_DERIVATIVE = eachVjp((v, y) -> v * Fma.of(-y, y, 1f));
    private static final MapKernel SIGMOID = each(x -> (float) (1 / (1 + Math.exp(-x))));
    private static final VjpKernel SIGMOID_DERIVATIVE = eachVjp((v, y) -> v * (y * (1f - y)));
    private static final MapKernel RELU = each(x -> x <= 0f ? 0f : x);
    private static final VjpKernel RELU_DERIVATIVE = eachVjp((v, y) -> y <= 0f ? 0f : v);
    private static final MapKernel SOFTPLUS =
            each(x -> (float) ((x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs((double) x)))));
    private static final VjpKernel SOFTPLUS_DERIVATIVE = eachVjp((v, y) -> v * (float) -Math.expm1(-y));
    private static final MapKernel SILU = each(ScalarFunctions::siluOf);
    private static final VjpKernel SILU_DERIVATIVE = eachVjp((v, x) -> v * siluDerivativeOf(x));
    private static final MapKernel GELU = each(ScalarFunctions::geluOf);
    private static final VjpKernel GELU_DERIVATIVE = eachVjp((v, x) -> v * geluDerivativeOf(x));

    /** x e^-x is 0 in float32 from here on up. */
    private static final double NOTHING_FROM = 110;

    private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

    @FunctionalInterface
    private interface Function {
        float of(float x);
    }

    @FunctionalInterface
    private interface Derivative {
        float of(float v, float y);
    }

    @Override
    public MapKernel exp() {
        return EXP;
    }

    @Override
    public MapKernel log() {
        return LOG;
    }

    @Override
    public MapKernel tanh() {
        return TANH;
    }

    @Override
    public VjpKernel tanhDerivative() {
        return TANH_DERIVATIVE;
    }

    @Override
    public MapKernel sigmoid() {
        return SIGMOID;
    }

    @Override
    public VjpKernel sigmoidDerivative() {
        return SIGMOID_DERIVATIVE;
    }

    @Override
    public MapKernel relu() {
        return RELU;
    }

    @Override
    public VjpKernel reluDerivative() {
        return RELU_DERIVATIVE;
    }

    @Override
    public void leakyRelu(int rows, int columns, float slope, long v, int ldv, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float factor = Raw.get(at(v, ldv, i, j));
                Raw.set(at(out, ldo, i, j), Raw.get(at(y, ldy, i, j)) <= 0f ? slope * factor : factor);
            }
        }
    }

    @Override
    public MapKernel softplus() {
        return SOFTPLUS;
    }

    @Override
    public VjpKernel softplusDerivative() {
        return SOFTPLUS_DERIVATIVE;
    }

    @Override
    public MapKernel silu() {
        return SILU;
    }

    @Override
    public VjpKernel siluDerivative() {
        return SILU_DERIVATIVE;
    }

    @Override
    public MapKernel gelu() {
        return GELU;
    }

    @Override
    public VjpKernel geluDerivative() {
        return GELU_DERIVATIVE;
    }

    /** max(x, 0) - |x| e^-|x| / (1 + e^-|x|). */
    private static float siluOf(float x) {
        double a = Math.min(Math.abs(x), NOTHING_FROM);
        double e = Math.exp(-a);
        return (float) ((x < 0 ? 0 : x) - a * e / (1 + e));
    }

    private static float siluDerivativeOf(float x) {
        double a = Math.min(Math.abs(x), NOTHING_FROM);
        double e = Math.exp(-a);
        double below = e * (1 + e - a) / ((1 + e) * (1 + e));
        return (float) (x < 0 ? below : 1 - below);
    }

    /** max(x, 0) - |x| Phi(-|x|). */
    private static float geluOf(float x) {
        double a = Math.min(Math.abs(x), NormalTail.HIGHEST);
        return (float) ((x < 0 ? 0 : x) - a * Math.exp(-a * a / 2) * NormalTail.scaled(a));
    }

    private static float geluDerivativeOf(float x) {
        double a = Math.min(Math.abs(x), NormalTail.HIGHEST);
        double below = Math.exp(-a * a / 2) * (NormalTail.scaled(a) - a * DENSITY);
        return (float) (x < 0 ? below : 1 - below);
    }

    @Override
    public MapKernel logSoftmax() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                logSoftmaxRow(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    static void logSoftmaxRow(int columns, long x, long y) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < columns; j++) {
            max = Math.max(max, Raw.get(at(x, 0, 0, j)));
        }
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            sum += Math.exp((double) Raw.get(at(x, 0, 0, j)) - max);
        }
        double logSum = Math.log(sum);
        for (int j = 0; j < columns; j++) {
            double shifted = (double) Raw.get(at(x, 0, 0, j)) - max;
            Raw.set(at(y, 0, 0, j), (float) (shifted - logSum));
        }
    }

    @Override
    public VjpKernel logSoftmaxDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int j = 0; j < columns; j++) {
                    sum += Raw.get(at(v, ldv, i, j));
                }
                for (int j = 0; j < columns; j++) {
                    double probability = Math.exp(Raw.get(at(y, ldy, i, j)));
                    Raw.set(at(out, ldo, i, j), (float) (Raw.get(at(v, ldv, i, j)) - probability * sum));
                }
            }
        };
    }

    private static MapKernel each(Function f) {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    Raw.set(at(y, ldy, i, j), f.of(Raw.get(at(x, ldx, i, j))));
                }
            }
        };
    }

    private static VjpKernel eachVjp(Derivative f) {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    Raw.set(at(out, ldo, i, j), f.of(Raw.get(at(v, ldv, i, j)), Raw.get(at(y, ldy, i, j))));
                }
            }
        };
    }
}
