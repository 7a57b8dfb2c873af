package dev.thrice.kernels.spec;

/**
 * What stays the same in every step of Adam (Kingma &amp; Ba 2015, algorithm 1).
 *
 * @param learningRate alpha, above 0
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, at least 0
 */
public record AdamCoefficients(double learningRate, double beta1, double beta2, double epsilon) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdamCoefficients {
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("adam: learning rate " + learningRate + ", expected a number above 0");
        }
        requireDecay("beta1", beta1);
        requireDecay("beta2", beta2);
        if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("adam: epsilon " + epsilon + ", expected a number of at least 0");
        }
    }

    /**
     * What the first moment is divided by, since it begins at 0.
     *
     * @param step t, from 1
     * @return 1 - beta1^t
     */
    public double firstCorrection(long step) {
        return 1 - Math.pow(beta1, (double) step);
    }

    /**
     * What the second moment is divided by, since it begins at 0.
     *
     * @param step t, from 1
     * @return 1 - beta2^t
     */
    public double secondCorrection(long step) {
        return 1 - Math.pow(beta2, (double) step);
    }

    private static void requireDecay(String name, double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("adam: " + name + " " + beta + ", expected at least 0 and below 1");
        }
    }
}
