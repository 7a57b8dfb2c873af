package dev.thrice.engine;

/** The equilibrium of VPC on a chain of affine functions with the squared error, in closed form. */
final class LinearChain {
    private LinearChain() {}

    /** With unit precisions. */
    static double[] outputErrorAtEquilibrium(Reference reference, int sample) {
        return outputErrorAtEquilibrium(reference, sample, reference.ones());
    }

    /** e_L = S^-1 r with r = target - mu_L at the feedforward pass, S = I + sum A_l A_l^T / P_l, A_l = W_(L-1) .. W_l, and P_L = 1. */
    static double[] outputErrorAtEquilibrium(Reference reference, int sample, double[] precisions) {
        int length = reference.length;
        double[] r = reference.feedforward(sample).e[length];
        double[][] system = new double[r.length][r.length];
        for (int i = 0; i < r.length; i++) {
            system[i][i] = 1;
        }
        double[][] a = reference.weights[length - 1];
        for (int l = length - 1; l >= 1; l--) {
            for (int i = 0; i < r.length; i++) {
                for (int j = 0; j < r.length; j++) {
                    system[i][j] += Vectors.dot(a[i], a[j]) / precisions[l - 1];
                }
            }
            a = product(a, reference.weights[l - 1]);
        }
        return solve(system, r);
    }

    /** P_l e_l = A_l^T e_L of the nodes 1 .. L. */
    static double[][] weightedErrorsAtEquilibrium(Reference reference, int sample, double[] precisions) {
        double[][] weighted = new double[reference.length + 1][];
        weighted[reference.length] = outputErrorAtEquilibrium(reference, sample, precisions);
        for (int l = reference.length - 1; l >= 1; l--) {
            weighted[l] = product(new double[][] {weighted[l + 1]}, reference.weights[l])[0];
        }
        return weighted;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** Gaussian elimination; the systems are positive definite. */
    static double[] solve(double[][] a, double[] rightHandSide) {
        double[] x = rightHandSide.clone();
        int n = x.length;
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                x[i] -= factor * x[k];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
        return x;
    }
}
