package dev.thrice.lab.peers;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import java.util.List;

/**
 * A network on images of 28 x 28 in ten classes, to be timed as it trains or predicts.
 *
 * @param name what it is called
 * @param chain its functions
 * @param batch samples of the batch
 */
record NetworkShape(String name, Chain chain, int batch) {
    static final int SIDE = 28;
    static final int INPUTS = SIDE * SIDE;
    static final int WIDTH = 64;
    static final int CLASSES = 10;

    static final List<NetworkShape> OF_STEPS =
            List.of(perceptron(5, 64), perceptron(20, 64), perceptron(5, 1), lenet5(64));

    static final List<NetworkShape> OF_PREDICTIONS = List.of(perceptron(5, 1));

    /** The paper's network, 784 - 64 x hidden layers - 10. */
    static NetworkShape perceptron(int hiddenLayers, int batch) {
        return new NetworkShape(
                INPUTS + " - " + WIDTH + " x " + hiddenLayers + " - " + CLASSES,
                Chain.multilayerPerceptron(INPUTS, hiddenLayers, WIDTH, CLASSES),
                batch);
    }

    /** LeNet-5 with tanh and mean pooling. */
    static NetworkShape lenet5(int batch) {
        return new NetworkShape("LeNet-5", ImageChain.lenet5(new ImageShape(SIDE, SIDE, 1), CLASSES), batch);
    }

    @Override
    public String toString() {
        return name + ", batch " + batch;
    }
}
