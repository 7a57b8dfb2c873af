package dev.thrice.engine;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/**
 * The gradient of the loss with regard to the parameters, from an algorithm's errors: dE/dtheta_l = -e_(l+1)^T
 * dmu_(l+1)/dtheta_l (2.3), the mean over the batch.
 */
public final class ParameterGradient {
    private final Network network;
    private final LearningAlgorithm algorithm;
    private final Parameters gradient;
    private final Gemm[] weightVjp;
    private final float scale;

    /**
     * Plans it.
     *
     * @param network whose parameters
     * @param algorithm whose errors
     */
    public ParameterGradient(Network network, LearningAlgorithm algorithm) {
        this.network = network;
        this.algorithm = algorithm;
        Chain chain = network.chain();
        gradient = Parameters.zeros(network.arena(), chain);
        scale = -1f / network.batch();
        weightVjp = new Gemm[chain.length()];
        for (int l = 0; l < chain.length(); l++) {
            GemmSpec product = GemmSpec.tn(chain.width(l + 1), chain.width(l), network.batch());
            weightVjp[l] = network.kernels().gemm(product.scaled(scale, 0f));
        }
    }

    /** Computes the gradient from the algorithm's last run. Allocates nothing. */
    public void run() {
        Kernels kernels = network.kernels();
        for (int l = 0; l < weightVjp.length; l++) {
            Tensor delta = algorithm.delta(l + 1);
            weightVjp[l].run(delta, network.activation(l), gradient.weight(l));
            kernels.columnSums(delta, gradient.bias(l));
            kernels.axpby(scale, gradient.bias(l), 0f, gradient.bias(l));
        }
    }

    /**
     * The gradient as of the last {@link #run}.
     *
     * @return dE/dtheta, the direction of steepest ascent of the mean loss
     */
    public Parameters gradient() {
        return gradient;
    }
}
