package dev.thrice.engine;

import dev.thrice.kernels.Epilogue;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Tensor;

/** Backpropagation: e_l = J_l(mu_l)^T e_(l+1) for l = L - 1 .. 1 (2.2). */
public final class Backpropagation implements LearningAlgorithm {
    private final Network network;
    private final Tensor[] deltas;
    private final Gemm[] inputVjp;

    /**
     * Plans it for a network.
     *
     * @param network whose errors it computes; its arena holds them
     */
    public Backpropagation(Network network) {
        this.network = network;
        Chain chain = network.chain();
        deltas = new Tensor[chain.length() + 1];
        inputVjp = new Gemm[chain.length()];
        for (int l = 1; l <= chain.length(); l++) {
            deltas[l] = Tensor.allocate(network.arena(), network.batch(), chain.width(l));
        }
        for (int l = 1; l < chain.length(); l++) {
            GemmSpec product = GemmSpec.nn(network.batch(), chain.width(l), chain.width(l + 1));
            inputVjp[l] = network.kernels().gemm(product.then(Epilogue.TANH_DERIVATIVE));
        }
    }

    @Override
    public void run() {
        int last = network.chain().length();
        network.kernels().softmaxResidual(network.activation(last), network.labels(), 1f, deltas[last]);
        for (int l = last - 1; l >= 1; l--) {
            inputVjp[l].run(deltas[l + 1], network.parameters().weight(l), deltas[l], network.activation(l));
        }
    }

    @Override
    public Tensor delta(int node) {
        return deltas[node];
    }

    @Override
    public int inputVjps() {
        return network.chain().length() - 1;
    }
}
