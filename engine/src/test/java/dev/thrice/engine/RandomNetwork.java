package dev.thrice.engine;

import dev.thrice.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks with ragged widths, and a batch of random inputs and labels in them. */
final class RandomNetwork {
    private RandomNetwork() {}

    /** A network of so many layers, after a feedforward pass. */
    static Network create(int chainLength, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<DenseLayer> layers = new ArrayList<>();
        int in = random.nextInt(1, 30);
        for (int l = 0; l < chainLength; l++) {
            boolean last = l == chainLength - 1;
            int out = random.nextInt(last ? 2 : 1, 30);
            layers.add(new DenseLayer(in, out, last ? Activation.LOG_SOFTMAX : Activation.TANH));
            in = out;
        }
        return fed(new Chain(layers), batch, seed);
    }

    static Network fed(Chain chain, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        Network network = new Network(chain, batch, Kernels.select(), seed);
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < chain.width(0); j++) {
                network.inputs().set(i, j, (float) random.nextDouble(-1, 1));
            }
            network.labels().set(i, random.nextInt(chain.classes()));
        }
        network.forward();
        return network;
    }
}
