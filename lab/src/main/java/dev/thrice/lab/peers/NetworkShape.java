package dev.thrice.lab.peers;

import dev.thrice.engine.chain.Chain;
import java.util.List;

/**
 * The paper's network, 784 - 64 x hidden layers - 10, to be timed as it trains or predicts.
 *
 * @param hiddenLayers number of tanh layers
 * @param batch samples of the batch
 */
record NetworkShape(int hiddenLayers, int batch) {
    static final int INPUTS = 784;
    static final int WIDTH = 64;
    static final int CLASSES = 10;

    static final List<NetworkShape> OF_STEPS =
            List.of(new NetworkShape(5, 64), new NetworkShape(20, 64), new NetworkShape(5, 1));

    static final List<NetworkShape> OF_PREDICTIONS = List.of(new NetworkShape(5, 1));

    Chain chain() {
        return Chain.multilayerPerceptron(INPUTS, hiddenLayers, WIDTH, CLASSES);
    }

    @Override
    public String toString() {
        return INPUTS + " - " + WIDTH + " x " + hiddenLayers + " - " + CLASSES + ", batch " + batch;
    }
}
