package dev.thrice.jmh;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import java.util.SplittableRandom;

/** The paper's network, 784 - width x hidden layers - 10, with a random batch. */
final class Perceptron {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;

    private Perceptron() {}

    static Chain chain(int hiddenLayers, int width) {
        return Chain.multilayerPerceptron(FEATURES, hiddenLayers, width, CLASSES);
    }

    static Network fed(int hiddenLayers, int width, int batch, Kernels kernels) {
        return fed(chain(hiddenLayers, width), batch, kernels);
    }

    /** Any chain of as many inputs and classes. */
    static Network fed(Chain chain, int batch, Kernels kernels) {
        Network network = new Network(chain, batch, kernels, 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < FEATURES; j++) {
                network.inputs().set(i, j, (float) random.nextDouble());
            }
            network.labels().set(i, random.nextInt(CLASSES));
        }
        return network;
    }

    /** Of the products of a step of backpropagation: forward, to the inputs of all layers but the first, to the parameters. */
    static double backpropagationFlops(Network network) {
        Chain chain = network.chain();
        double flops = 0;
        for (int l = 0; l < chain.length(); l++) {
            flops += chain.function(l).forwardFlops(network.batch());
            flops += chain.function(l).parameterVjpFlops(network.batch());
        }
        return flops + inferenceFlops(network);
    }

    /** Of the products of a step of inference with fixed predictions. */
    static double inferenceFlops(Network network) {
        double flops = 0;
        for (int l = 1; l < network.chain().length(); l++) {
            flops += network.chain().function(l).inputVjpFlops(network.batch());
        }
        return flops;
    }
}
