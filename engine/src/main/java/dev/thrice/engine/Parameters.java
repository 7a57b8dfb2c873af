package dev.thrice.engine;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.SplittableRandom;

/** A value for each parameter of a chain: the parameters themselves, their gradient, or their velocity. */
public final class Parameters {
    private final Tensor[] weights;
    private final Tensor[] biases;

    private Parameters(Tensor[] weights, Tensor[] biases) {
        this.weights = weights;
        this.biases = biases;
    }

    /**
     * Allocates zeros.
     *
     * @param arena owns the memory
     * @param chain whose parameters they stand for
     * @return zeros of the parameters' shapes
     */
    public static Parameters zeros(TensorArena arena, Chain chain) {
        Tensor[] weights = new Tensor[chain.length()];
        Tensor[] biases = new Tensor[chain.length()];
        for (int l = 0; l < chain.length(); l++) {
            weights[l] = Tensor.allocate(arena, chain.width(l + 1), chain.width(l));
            biases[l] = Tensor.allocate(arena, 1, chain.width(l + 1));
        }
        return new Parameters(weights, biases);
    }

    /**
     * Draws every weight and bias from Uniform(-K, K), K = sqrt(1 / inputs of the layer), PyTorch's default and the
     * paper's (section 3.4.2). The same seed gives the same parameters.
     *
     * @param seed of the generator
     */
    public void initializeUniform(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int l = 0; l < weights.length; l++) {
            double bound = Math.sqrt(1.0 / weights[l].columns());
            fill(weights[l], random, bound);
            fill(biases[l], random, bound);
        }
    }

    /**
     * The weights of a layer.
     *
     * @param layer l in 0 .. L - 1
     * @return W_l, [outputs x inputs]
     */
    public Tensor weight(int layer) {
        return weights[layer];
    }

    /**
     * The biases of a layer.
     *
     * @param layer l in 0 .. L - 1
     * @return b_l, [1 x outputs]
     */
    public Tensor bias(int layer) {
        return biases[layer];
    }

    /**
     * The number of layers.
     *
     * @return L
     */
    public int length() {
        return weights.length;
    }

    private static void fill(Tensor t, SplittableRandom random, double bound) {
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                t.set(i, j, (float) random.nextDouble(-bound, bound));
            }
        }
    }
}
