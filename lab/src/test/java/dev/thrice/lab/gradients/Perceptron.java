package dev.thrice.lab.gradients;

/**
 * What {@code thrice gradients} is to compute, in float64 and from the definitions: dense layers, one activation
 * after all but the last, log-softmax, the negative log-likelihood, one sample at a time.
 */
final class Perceptron {
    private final double[][][] weights;
    private final double[][] biases;
    private final String activation;

    /** Layers of [out][in] weights and [out] biases, and what follows the hidden ones. */
    Perceptron(double[][][] weights, double[][] biases, String activation) {
        this.weights = weights;
        this.biases = biases;
        this.activation = activation;
    }

    int length() {
        return weights.length;
    }

    /** mu_0 = the input, mu_1 .. mu_L. */
    double[][] feedforward(double[] input) {
        double[][] mu = new double[length() + 1][];
        mu[0] = input;
        for (int l = 0; l < length(); l++) {
            mu[l + 1] = apply(l, mu[l]);
        }
        return mu;
    }

    double[] apply(int l, double[] x) {
        double[] y = biases[l].clone();
        double sum = 0;
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += weights[l][o][i] * x[i];
            }
            sum += Math.exp(y[o]);
        }
        for (int o = 0; o < y.length; o++) {
            y[o] = l < length() - 1 ? activated(y[o]) : y[o] - Math.log(sum);
        }
        return y;
    }

    private double activated(double sum) {
        return switch (activation) {
            case "tanh" -> Math.tanh(sum);
            case "relu" -> Math.max(sum, 0);
            case "leaky-relu" -> sum > 0 ? sum : .01f * sum;
            case "sigmoid" -> 1 / (1 + Math.exp(-sum));
            case "softplus" -> Math.log(1 + Math.exp(sum));
            default -> sum;
        };
    }

    /** The activation's derivative where its value is y. */
    private double slope(double y) {
        return switch (activation) {
            case "tanh" -> 1 - y * y;
            case "relu" -> y > 0 ? 1 : 0;
            case "leaky-relu" -> y > 0 ? 1 : .01f;
            case "sigmoid" -> y * (1 - y);
            case "softplus" -> 1 - Math.exp(-y);
            default -> 1;
        };
    }

    /** The error at the sums of f_l, from that at its output y. */
    double[] atSums(int l, double[] y, double[] e) {
        double total = 0;
        for (double each : e) {
            total += each;
        }
        double[] result = new double[y.length];
        for (int o = 0; o < y.length; o++) {
            result[o] = l < length() - 1 ? e[o] * slope(y[o]) : e[o] - total * Math.exp(y[o]);
        }
        return result;
    }

    /** J_l^T e at output y. */
    double[] pulledBack(int l, double[] y, double[] e) {
        double[] sums = atSums(l, y, e);
        double[] result = new double[weights[l][0].length];
        for (int i = 0; i < result.length; i++) {
            for (int o = 0; o < sums.length; o++) {
                result[i] += weights[l][o][i] * sums[o];
            }
        }
        return result;
    }

    /** (2.2): e_1 .. e_L, given e_L. */
    double[][] backpropagated(double[][] mu, double[] outputError) {
        double[][] e = new double[length() + 1][];
        e[length()] = outputError;
        for (int l = length() - 1; l >= 1; l--) {
            e[l] = pulledBack(l, mu[l + 1], e[l + 1]);
        }
        return e;
    }

    /** (3.22): the errors after so many steps, predictions fixed. */
    double[][] fixedPrediction(double[][] mu, double[] outputError, int steps, double stepSize) {
        double[][] e = started(mu, outputError);
        for (int t = 0; t < steps; t++) {
            for (int l = 1; l < length(); l++) { // ascending, so that e_(l+1) is still that of the step before
                double[] pull = pulledBack(l, mu[l + 1], e[l + 1]);
                for (int i = 0; i < pull.length; i++) {
                    e[l][i] += stepSize * (pull[i] - e[l][i]);
                }
            }
        }
        return e;
    }

    /** (3.9 - 3.12): moves x, mu and e from the feedforward pass; tells e. */
    double[][] variational(double[][] x, double[][] mu, double[] outputError, int steps, double stepSize) {
        double[][] e = started(mu, outputError);
        for (int t = 0; t < steps; t++) {
            for (int l = 1; l < length(); l++) {
                double[] pull = pulledBack(l, mu[l + 1], e[l + 1]);
                x[l] = x[l].clone();
                for (int i = 0; i < pull.length; i++) {
                    x[l][i] += stepSize * (pull[i] - e[l][i]);
                }
            }
            for (int l = 1; l <= length(); l++) {
                mu[l] = apply(l - 1, x[l - 1]);
                for (int i = 0; l < length() && i < e[l].length; i++) {
                    e[l][i] = x[l][i] - mu[l][i];
                }
            }
        }
        return e;
    }

    /** Section 3.5: VPC's error of node l as it is at step L - l, when the node learns. */
    double[][] zeroDivergence(double[][] x, double[][] mu, double[] outputError, double stepSize) {
        double[][] e = new double[length() + 1][];
        for (int l = 1; l <= length(); l++) {
            e[l] = variational(x.clone(), mu.clone(), outputError, length() - l, stepSize)[l];
        }
        return e;
    }

    /** ePC: descends the free energy in the errors, all at once; moves x, mu and e from the feedforward pass; tells e. */
    double[][] errorBased(double[][] x, double[][] mu, double[] outputError, int steps, double stepSize) {
        double[][] e = started(mu, outputError);
        for (int t = 0; t < steps; t++) {
            double[] g = outputError;
            for (int l = length() - 1; l >= 1; l--) {
                g = pulledBack(l, mu[l + 1], g);
                for (int i = 0; i < g.length; i++) {
                    e[l][i] += stepSize * (g[i] - e[l][i]);
                }
            }
            for (int l = 1; l <= length(); l++) {
                mu[l] = apply(l - 1, x[l - 1]);
                x[l] = mu[l].clone();
                for (int i = 0; l < length() && i < e[l].length; i++) {
                    x[l][i] += e[l][i];
                }
            }
        }
        return e;
    }

    private double[][] started(double[][] mu, double[] outputError) {
        double[][] e = new double[length() + 1][];
        for (int l = 1; l < length(); l++) {
            e[l] = new double[mu[l].length];
        }
        e[length()] = outputError;
        return e;
    }
}
