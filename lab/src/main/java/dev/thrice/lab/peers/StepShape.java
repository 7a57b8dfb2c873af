package dev.thrice.lab.peers;

import java.util.List;

/**
 * A training step to be timed: of the paper's network, 784 - 64 x hidden layers - 10.
 *
 * @param hiddenLayers number of tanh layers
 * @param batch samples of the batch
 */
record StepShape(int hiddenLayers, int batch) {
    static final int INPUTS = 784;
    static final int WIDTH = 64;
    static final int CLASSES = 10;

    static final List<StepShape> ALL = List.of(new StepShape(5, 64), new StepShape(20, 64), new StepShape(5, 1));

    @Override
    public String toString() {
        return INPUTS + " - " + WIDTH + " x " + hiddenLayers + " - " + CLASSES + ", batch " + batch;
    }
}
