package dev.thrice.engine;

/** The equilibrium of VPC on a chain of affine functions with unit precisions and the squared error, in closed form. */
final class LinearChain {
    private LinearChain() {}

    /** e_L = S^-1 r with r = target - mu_L at the feedforward pass, S = I + sum P_l P_l^T, P_l = W_(L-1) .. W_l. */
    static double[] outputErrorAtEquilibrium(Reference reference, int sample) {
        int length = reference.length;
        double[] r = reference.feedforward(sample).e[length];
        double[][] system = new double[r.length][r.length];
        for (int i = 0; i < r.length; i++) {
            system[i][i] = 1;
        }
        double[][] p = reference.weights[length - 1];
        for (int l = length - 1; l >= 1; l--) {
            for (int i = 0; i < r.length; i++) {
                for (int j = 0; j < r.length; j++) {
                    system[i][j] += Vectors.dot(p[i], p[j]);
                }
            }
            p = product(p, reference.weights[l - 1]);
        }
        return solve(system, r);
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
