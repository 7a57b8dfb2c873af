package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Loss;
import dev.thrice.kernels.Tensor;

/**
 * How far float32 may be off what {@link Reference} computes of one sample: a running error analysis to first order in u (Higham 2002,
 * 3.3), element by element. Each sum of n terms adds at most (n + 1) u of the sum of their magnitudes, each activation its ulp budget, and
 * everything passes on what it was given. A relative tolerance would not do: where terms cancel, nothing bounds the relative error.
 */
final class RoundingBounds {
    private static final double U = 0x1p-24;

    /** Ulps of the activations, twice u each, and of what is computed with them. */
    private static final double FUNCTION = 12 * U;

    /** First order leaves out terms of u^2, and e^x that the bound of x is put through. */
    private static final double HIGHER_ORDER = 1.01;

    /** Of what the activations are given, of mu_l, and of e_l, by node. */
    private final double[][] affine;

    private final double[][] forward;

    final double[][] errors;

    /** Of the cotangents behind the activations, and these themselves, by function. */
    private final double[][] cotangents;

    private final double[][] cotangentBounds;
    private final Reference reference;
    private final Reference.State state;

    /** Of a sample that was propagated back. */
    RoundingBounds(Reference reference, Reference.State state) {
        this.reference = reference;
        this.state = state;
        int length = reference.length;
        affine = new double[length + 1][];
        forward = new double[length + 1][];
        errors = new double[length + 1][];
        cotangents = new double[length][];
        cotangentBounds = new double[length][];
        forward[0] = new double[state.x[0].length];
        for (int l = 0; l < length; l++) {
            forward[l + 1] = behindFunction(l);
        }
        errors[length] = new double[state.mu[length].length];
        for (int i = 0; i < errors[length].length && reference.loss == Loss.SQUARED_ERROR; i++) {
            errors[length][i] = forward[length][i] + U * Math.abs(state.e[length][i]);
        }
        for (int l = length - 1; l >= 0; l--) {
            cotangents[l] = reference.behindActivation(l, state, state.e[l + 1]);
            cotangentBounds[l] = behindActivation(l);
            errors[l] = behindWeights(l);
        }
    }

    private double[] behindFunction(int l) {
        double[][] w = reference.weights[l];
        double[] x = state.x[l];
        double[] own = new double[w.length];
        affine[l + 1] = own;
        double softmax = 0;
        double largest = 0;
        for (int o = 0; o < w.length; o++) {
            double magnitude = Math.abs(reference.biases[l][o]);
            double sum = reference.biases[l][o];
            for (int i = 0; i < x.length; i++) {
                magnitude += Math.abs(w[o][i] * x[i]);
                sum += w[o][i] * x[i];
                own[o] += Math.abs(w[o][i]) * forward[l][i];
            }
            own[o] += (x.length + 2) * U * magnitude;
            softmax += Math.exp(state.mu[l + 1][o]) * own[o];
            largest = Math.max(largest, Math.abs(sum));
        }
        double[] bounds = new double[w.length];
        for (int o = 0; o < w.length; o++) {
            double mu = state.mu[l + 1][o];
            bounds[o] = reference.activations[l].equals(Activation.LOG_SOFTMAX)
                    ? own[o] + softmax + (w.length + FUNCTION / U) * U * (1 + Math.abs(mu) + largest)
                    : Math.abs(reference.derivative(l, state, o)) * own[o] + ofFunction(l) * Math.abs(mu);
        }
        return bounds;
    }

    private double[] behindActivation(int l) {
        double[] e = state.e[l + 1];
        double total = 0;
        double magnitude = 0;
        double passed = 0;
        for (int i = 0; i < e.length; i++) {
            total += e[i];
            magnitude += Math.abs(e[i]);
            passed += errors[l + 1][i];
        }
        double[] bounds = new double[e.length];
        for (int i = 0; i < e.length; i++) {
            double mu = state.mu[l + 1][i];
            double own = errors[l + 1][i];
            double off = forward[l + 1][i];
            double p = Math.exp(mu);
            bounds[i] = reference.activations[l].equals(Activation.LOG_SOFTMAX)
                    ? own
                            + p * passed
                            + p * (off + FUNCTION) * Math.abs(total)
                            + (e.length + 2) * U * (Math.abs(e[i]) + p * magnitude)
                    : Math.abs(reference.derivative(l, state, i)) * own + ofDerivative(l, i) * Math.abs(e[i]);
        }
        return bounds;
    }

    private double ofFunction(int l) {
        return switch (reference.activations[l].name()) {
            case "identity", "relu" -> 0;
            default -> FUNCTION;
        };
    }

    /** How far phi' may be off: by rounding, and by what it is taken from, y or the pre-activation, of which |phi''| is at most 0.8. */
    private double ofDerivative(int l, int i) {
        double mu = state.mu[l + 1][i];
        double off = forward[l + 1][i];
        return switch (reference.activations[l].name()) {
            case "tanh" -> 2 * Math.abs(mu) * off + 3 * U;
            case "sigmoid" -> Math.abs(1 - 2 * mu) * off + 3 * U * mu;
            case "softplus" -> Math.exp(-mu) * off + 5 * U;
            case "silu", "gelu" -> affine[l + 1][i] + 7 * U;
            case "leaky-relu" -> U;
            default -> 0;
        };
    }

    private double[] behindWeights(int l) {
        double[] bounds = new double[state.x[l].length];
        for (int i = 0; i < bounds.length; i++) {
            for (int o = 0; o < cotangents[l].length; o++) {
                bounds[i] += Math.abs(reference.weights[l][o][i])
                        * (cotangentBounds[l][o] + (cotangents[l].length + 1) * U * Math.abs(cotangents[l][o]));
            }
        }
        return bounds;
    }

    /** Adds those of this sample's part of the gradient of W_l, and of the bias in the last column, as a mean over so many. */
    void addParameterBounds(int l, int batch, double[][] sum) {
        int columns = state.x[l].length;
        for (int o = 0; o < sum.length; o++) {
            double bound = cotangentBounds[l][o];
            double rounding = (batch + 2) * U * Math.abs(cotangents[l][o]);
            for (int i = 0; i < columns; i++) {
                double x = Math.abs(state.x[l][i]);
                sum[o][i] += ((bound + rounding) * x + Math.abs(cotangents[l][o]) * forward[l][i]) / batch;
            }
            sum[o][columns] += (bound + rounding) / batch;
        }
    }

    /** |actual - expected| is within the bounds. */
    static void assertWithin(double[][] expected, double[][] bounds, Tensor actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double off = Math.abs(actual.get(i, j) - expected[i][j]);
                double allowed = HIGHER_ORDER * bounds[i][j] + Float.MIN_NORMAL;
                assertTrue(
                        off <= allowed,
                        what + "[" + i + "][" + j + "]: off " + expected[i][j] + " by " + off + ", allowed " + allowed);
            }
        }
    }
}
