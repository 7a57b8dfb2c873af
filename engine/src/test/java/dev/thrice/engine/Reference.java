package dev.thrice.engine;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;

/**
 * What the engine computes, in float64, one sample at a time, written from the definitions (2.1 - 3.26): Jacobians are
 * formed, and nothing is shared with the engine but the numbers of a network's parameters and batch.
 */
final class Reference {
    /** Values, predictions with what the activation was given and made of it, and errors of one sample, by node. */
    static final class State {
        final double[][] x;
        final double[][] z;
        final double[][] y; // of f_(l-1), to which skips add
        final double[][] mu;
        final double[][] e;

        State(int chainLength) {
            x = new double[chainLength + 1][];
            z = new double[chainLength + 1][];
            y = new double[chainLength + 1][];
            mu = new double[chainLength + 1][];
            e = new double[chainLength + 1][];
        }
    }

    final int length;
    final int batch;
    final double[][][] weights;

    /** What errors come back through: the weights, unless a layer has feedback of its own. */
    private final double[][][] feedback;

    final double[][] biases;
    final boolean[] biased;
    final Activation[] activations;

    /** The smallest |y| that was given to a ReLU: where it is tiny, float32 may come out on the other side of the kink. */
    double kinkDistance = Double.POSITIVE_INFINITY;

    final Loss loss;
    private final Chain chain;
    private final double[][] inputs;
    private final double[][] targets;

    Reference(Network network) {
        chain = network.chain();
        length = chain.length();
        batch = network.batch();
        loss = chain.loss();
        weights = new double[length][][];
        feedback = new double[length][][];
        biases = new double[length][];
        biased = new boolean[length];
        activations = new Activation[length];
        for (int l = 0; l < length; l++) {
            DenseLayer layer = (DenseLayer) chain.function(l);
            activations[l] = layer.activation();
            weights[l] = matrix(network.parameters().weight(l));
            boolean symmetric = layer.feedback() == Feedback.SYMMETRIC;
            feedback[l] = symmetric ? weights[l] : matrix(network.parameters().get(l, DenseLayer.FEEDBACK));
            biased[l] = layer.biased();
            biases[l] = layer.biased() ? matrix(network.parameters().bias(l))[0] : new double[layer.outputs()];
        }
        inputs = matrix(network.inputs());
        targets = new double[batch][];
        for (int s = 0; s < batch; s++) {
            if (loss == Loss.SQUARED_ERROR) {
                targets[s] = matrix(network.targets())[s];
            } else {
                targets[s] = new double[chain.width(length)];
                targets[s][network.labels().get(s)] = 1;
            }
        }
    }

    static double[][] matrix(Tensor t) {
        double[][] values = new double[t.rows()][t.columns()];
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                values[i][j] = t.get(i, j);
            }
        }
        return values;
    }

    /** f_l(x). */
    double[] apply(int l, double[] x) {
        return activated(l, affine(l, x));
    }

    private double[] affine(int l, double[] x) {
        double[] z = biases[l].clone();
        for (int o = 0; o < z.length; o++) {
            for (int i = 0; i < x.length; i++) {
                z[o] += weights[l][o][i] * x[i];
            }
        }
        return z;
    }

    private double[] activated(int l, double[] z) {
        double[] y = new double[z.length];
        double sum = Arrays.stream(z).map(Math::exp).sum();
        for (int o = 0; o < y.length; o++) {
            boolean kinked = activations[l].equals(Activation.RELU) || activations[l].equals(Activation.LEAKY_RELU);
            kinkDistance = kinked ? Math.min(kinkDistance, Math.abs(z[o])) : kinkDistance;
            y[o] = switch (activations[l].name()) {
                case "identity" -> z[o];
                case "tanh" -> Math.tanh(z[o]);
                case "relu" -> Math.max(z[o], 0);
                case "leaky-relu" -> z[o] > 0 ? z[o] : .01f * z[o];
                case "sigmoid" -> sigmoid(z[o]);
                case "softplus" -> Math.log(1 + Math.exp(z[o]));
                case "silu" -> z[o] * sigmoid(z[o]);
                case "gelu" -> z[o] * normal(z[o]);
                case "log-softmax" -> z[o] - Math.log(sum);
                default -> throw new AssertionError(activations[l]);
            };
        }
        return y;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The normal distribution, 1/2 + phi(z) (z + z^3 / 3 + z^5 / (3 5) + ..). */
    private static double normal(double z) {
        double sum = 0;
        double term = z;
        for (int k = 3; sum + term != sum; k += 2) {
            sum += term;
            term *= z * z / k;
        }
        return .5 + density(z) * sum;
    }

    /** The transposed Jacobian of the activation of f_l at the state, times v. */
    double[] behindActivation(int l, State state, double[] v) {
        double[] y = state.y[l + 1];
        double[] result = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            for (int o = 0; o < y.length; o++) {
                double same = i == o ? 1 : 0;
                boolean isRowByRow = activations[l].equals(Activation.LOG_SOFTMAX);
                double derivative = isRowByRow ? same - Math.exp(y[i]) : same * derivative(l, state, o);
                result[i] += derivative * v[o];
            }
        }
        return result;
    }

    /** phi' of f_l's activation at an output, if it is one element by element. */
    double derivative(int l, State state, int output) {
        double z = state.z[l + 1][output];
        double y = state.y[l + 1][output];
        return switch (activations[l].name()) {
            case "identity" -> 1;
            case "tanh" -> 1 - y * y;
            case "relu" -> z > 0 ? 1 : 0;
            case "leaky-relu" -> z > 0 ? 1 : .01f;
            case "sigmoid" -> y * (1 - y);
            case "softplus" -> sigmoid(z);
            case "silu" -> sigmoid(z) * (1 + z * (1 - sigmoid(z)));
            case "gelu" -> normal(z) + z * density(z);
            default -> throw new AssertionError(activations[l]);
        };
    }

    /** J_l^T v at the state. */
    double[] inputVjp(int l, State state, double[] v) {
        double[] before = behindActivation(l, state, v);
        double[] result = new double[weights[l][0].length];
        for (int i = 0; i < result.length; i++) {
            for (int o = 0; o < before.length; o++) {
                result[i] += feedback[l][o][i] * before[o];
            }
        }
        return result;
    }

    double loss(int sample, double[] mu) {
        double sum = 0;
        for (int i = 0; i < mu.length; i++) {
            double t = targets[sample][i];
            sum += loss == Loss.SQUARED_ERROR ? (t - mu[i]) * (t - mu[i]) / 2 : -t * mu[i];
        }
        return sum;
    }

    /** The mean over the batch of the loss of the feedforward pass. */
    double loss() {
        double sum = 0;
        for (int s = 0; s < batch; s++) {
            sum += loss(s, feedforward(s).mu[length]);
        }
        return sum / batch;
    }

    private double[] outputError(int sample, double[] mu) {
        double[] e = targets[sample].clone();
        for (int i = 0; i < e.length && loss == Loss.SQUARED_ERROR; i++) {
            e[i] -= mu[i];
        }
        return e;
    }

    /** The feedforward pass: x = mu, e = 0 but at the output (2.1). */
    State feedforward(int sample) {
        State state = new State(length);
        state.x[0] = inputs[sample];
        for (int l = 1; l <= length; l++) {
            predict(state, l);
            state.x[l] = state.mu[l].clone();
            state.e[l] = new double[state.mu[l].length];
        }
        state.e[length] = outputError(sample, state.mu[length]);
        return state;
    }

    /** Backpropagation (2.2). */
    State backpropagated(int sample) {
        State state = feedforward(sample);
        for (int l = length - 1; l >= 1; l--) {
            state.e[l] = carriedBack(l, state, state.e[l + 1], 1, null);
        }
        return state;
    }

    /** A step of VPC (3.9 - 3.12), or of FPA-PC in its x-form (3.19) if predictions are fixed. Precisions are P_1 .. P_L. */
    void step(int sample, State state, double stepSize, double[] precisions, boolean fixedPredictions) {
        double[][] moved = state.x.clone();
        for (int l = 1; l < length; l++) {
            double[] down = energyGradient(state, l, precisions);
            moved[l] = state.x[l].clone();
            for (int i = 0; i < down.length; i++) {
                moved[l][i] -= stepSize * down[i];
            }
        }
        System.arraycopy(moved, 0, state.x, 0, moved.length);
        if (fixedPredictions) {
            for (int l = 1; l < length; l++) {
                state.e[l] = minus(state.x[l], state.mu[l]);
            }
        } else {
            compare(sample, state);
        }
    }

    /** Predictions and errors of the values (3.12). */
    void compare(int sample, State state) {
        for (int l = 1; l <= length; l++) {
            predict(state, l);
            state.e[l] = l == length ? outputError(sample, state.mu[l]) : minus(state.x[l], state.mu[l]);
        }
    }

    private void predict(State state, int l) {
        state.z[l] = affine(l - 1, state.x[l - 1]);
        state.y[l] = activated(l - 1, state.z[l]);
        state.mu[l] = plusSkips(l, state.y[l], state.x);
    }

    double[] plusSkips(int node, double[] y, double[][] x) {
        double[] sum = y.clone();
        for (Skip skip : chain.skips()) {
            for (int i = 0; i < sum.length && skip.to() == node; i++) {
                sum[i] += x[skip.from()][i];
            }
        }
        return sum;
    }

    /** factor J_l^T v, and of each node that a skip from l leads to its error, times its precision if there are any. */
    double[] carriedBack(int l, State state, double[] v, double factor, double[] precisions) {
        double[] sum = inputVjp(l, state, v);
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= factor;
            for (Skip skip : chain.skips()) {
                if (skip.from() == l) {
                    sum[i] += (precisions == null ? 1 : precisions[skip.to() - 1]) * state.e[skip.to()][i];
                }
            }
        }
        return sum;
    }

    /** dF/dx_l = P_l e_l - J_l^T P_(l+1) e_(l+1) - sum P_j e_j of skips at the state's predictions and errors. */
    double[] energyGradient(State state, int l, double[] precisions) {
        double[] pull = carriedBack(l, state, state.e[l + 1], precisions[l], precisions);
        double[] gradient = new double[pull.length];
        for (int i = 0; i < pull.length; i++) {
            gradient[i] = precisions[l - 1] * state.e[l][i] - pull[i];
        }
        return gradient;
    }

    /** F of a sample's values (3.5). */
    double freeEnergy(int sample, double[][] x, double[] precisions) {
        double energy = precisions[length - 1] * loss(sample, apply(length - 1, x[length - 1]));
        for (int l = 1; l < length; l++) {
            for (double error : minus(x[l], plusSkips(l, apply(l - 1, x[l - 1]), x))) {
                energy += precisions[l - 1] * error * error / 2;
            }
        }
        return energy;
    }

    /** -(P_(l+1) e_(l+1))^T df_l/dtheta_l (2.3, 3.13) of a sample: [outputs x (inputs, bias)]. */
    double[][] parameterGradient(State state, int l, double precision) {
        double[] before = behindActivation(l, state, state.e[l + 1]);
        int inputs = weights[l][0].length;
        double[][] gradient = new double[before.length][inputs + 1];
        for (int o = 0; o < before.length; o++) {
            for (int i = 0; i < inputs; i++) {
                gradient[o][i] = -precision * before[o] * state.x[l][i];
            }
            gradient[o][inputs] = -precision * before[o];
        }
        return gradient;
    }

    /** The mean of {@link #parameterGradient} over samples. */
    double[][] meanGradient(State[] samples, int l, double precision) {
        double[][] mean = new double[weights[l].length][weights[l][0].length + 1];
        for (State sample : samples) {
            double[][] gradient = parameterGradient(sample, l, precision);
            for (int o = 0; o < mean.length; o++) {
                for (int i = 0; i < mean[o].length; i++) {
                    mean[o][i] += gradient[o][i] / samples.length;
                }
            }
        }
        return mean;
    }

    /** Of a gradient with regard to weights and bias, that of the weights. */
    static double[][] ofWeights(double[][] gradient) {
        return Arrays.stream(gradient)
                .map(row -> Arrays.copyOf(row, row.length - 1))
                .toArray(double[][]::new);
    }

    double[] ones() {
        return hiddenPrecision(1);
    }

    double[] hiddenPrecision(double k) {
        double[] precisions = new double[length];
        Arrays.fill(precisions, k);
        precisions[length - 1] = 1;
        return precisions;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        for (int i = 0; i < b.length; i++) {
            difference[i] -= b[i];
        }
        return difference;
    }
}
