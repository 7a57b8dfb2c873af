package dev.thrice.engine;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Networks with ragged widths, and a batch of random inputs and labels or targets in them. */
final class Networks {
    private static final Activation[] HIDDEN = {
        Activation.TANH,
        Activation.TANH,
        Activation.SIGMOID,
        Activation.IDENTITY,
        Activation.RELU,
        Activation.LEAKY_RELU,
        Activation.SOFTPLUS,
        Activation.SILU,
        Activation.GELU
    };

    /** What the hidden layers of a network have in common. */
    enum Kind {
        /** tanh. */
        TANH,
        /** Derivatives are taken from what the forward pass saves. */
        SAVING;

        private Activation[] activations() {
            return this == TANH
                    ? new Activation[] {Activation.TANH}
                    : new Activation[] {Activation.GELU, Activation.SILU};
        }
    }

    private Networks() {}

    /** A network of so many layers, tanh but for the last, after a feedforward pass. */
    static Network tanh(int chainLength, int batch, long seed) {
        return of(Kind.TANH, chainLength, batch, seed);
    }

    /** A network of so many layers of a kind, but for the last, after a feedforward pass. */
    static Network of(Kind kind, int chainLength, int batch, long seed) {
        return fed(ragged(chainLength, seed, false, kind.activations()), batch, seed);
    }

    /** Layers of one width, GELU and SiLU by turns, before the negative log-likelihood. */
    static Chain savingChain(int inputs, int hiddenLayers, int width, int classes) {
        List<ElementaryFunction> layers = new ArrayList<>();
        int in = inputs;
        for (int l = 0; l < hiddenLayers; l++) {
            layers.add(new DenseLayer(in, width, l % 2 == 0 ? Activation.GELU : Activation.SILU, l % 3 < 2));
            in = width;
        }
        layers.add(new DenseLayer(in, classes, Activation.LOG_SOFTMAX));
        return new Chain(layers, Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /** The same with every kind of layer, with and without biases. */
    static Network mixed(int chainLength, int batch, long seed) {
        return fed(ragged(chainLength, seed, true, HIDDEN), batch, seed);
    }

    /** Layers of three widths and every smooth activation, with about one skip a node, some of them past one function and from the input. */
    static Network skipping(int chainLength, int batch, long seed) {
        return fed(skippingChain(chainLength, seed), batch, seed);
    }

    static Chain skippingChain(int chainLength, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Activation[] smooth = {
            Activation.TANH,
            Activation.SIGMOID,
            Activation.IDENTITY,
            Activation.SOFTPLUS,
            Activation.SILU,
            Activation.GELU
        };
        int[] width = random.ints(chainLength + 1L, 0, 3).map(i -> 5 + 8 * i).toArray();
        List<ElementaryFunction> layers = new ArrayList<>();
        Set<Skip> skips = new HashSet<>();
        for (int l = 1; l <= chainLength; l++) {
            boolean last = l == chainLength;
            Activation activation = last ? Activation.LOG_SOFTMAX : smooth[random.nextInt(smooth.length)];
            layers.add(new DenseLayer(width[l - 1], width[l], activation, last || random.nextInt(4) > 0));
            int from = random.nextInt(l);
            if (!last && width[from] == width[l]) {
                skips.add(new Skip(from, l));
            }
            if (!last && l > 3 && width[l - 3] == width[l]) {
                skips.add(new Skip(l - 3, l));
            }
        }
        return new Chain(layers, List.copyOf(skips), Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    private static Chain ragged(int chainLength, long seed, boolean mixed, Activation[] hidden) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ElementaryFunction> layers = new ArrayList<>();
        int in = random.nextInt(1, 30);
        for (int l = 0; l < chainLength - 1; l++) {
            int out = random.nextInt(1, 30);
            Activation activation = hidden.length == 1 ? hidden[0] : hidden[random.nextInt(hidden.length)];
            layers.add(new DenseLayer(in, out, activation, !mixed || random.nextInt(4) > 0));
            in = out;
        }
        boolean squared = mixed && random.nextBoolean();
        Activation last = squared ? HIDDEN[random.nextInt(HIDDEN.length)] : Activation.LOG_SOFTMAX;
        layers.add(new DenseLayer(in, random.nextInt(2, 30), last));
        return new Chain(layers, squared ? Loss.SQUARED_ERROR : Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    /** A chain of affine layers with the squared error. */
    static Network linear(int batch, long seed, int... widths) {
        List<ElementaryFunction> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(new DenseLayer(widths[l - 1], widths[l], Activation.IDENTITY));
        }
        return fed(new Chain(layers, Loss.SQUARED_ERROR), batch, seed);
    }

    static Network fed(Chain chain, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        Network network = new Network(chain, batch, Kernels.select(), seed);
        fill(network.inputs(), random);
        if (chain.loss() == Loss.SQUARED_ERROR) {
            fill(network.targets(), random);
        } else {
            for (int i = 0; i < batch; i++) {
                network.labels().set(i, random.nextInt(chain.width(chain.length())));
            }
        }
        network.forward();
        return network;
    }

    static Engine engine(Network network, LearningAlgorithm algorithm) {
        return new Engine(network, algorithm, new Sequential());
    }

    private static void fill(Tensor tensor, SplittableRandom random) {
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                tensor.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
    }
}
