package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

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
