package dev.thrice.learn;

import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.Scaling;

/** Puts batches into a network, scaled on the way if they are to be. Allocates nothing. */
final class Feed {
    private final Minibatches batches;
    private final Network network;
    private final Scaling scaling; // null for none
    private final boolean classes;
    private final float[] row;

    Feed(Minibatches batches, Network network, Scaling scaling) {
        this.batches = batches;
        this.network = network;
        this.scaling = scaling;
        classes = network.chain().loss() == Loss.NEGATIVE_LOG_LIKELIHOOD;
        row = new float[network.inputs().columns()];
    }

    /** Fills the first rows and says how many. */
    int next() {
        Tensor inputs = network.inputs();
        int rows = classes ? batches.next(inputs, network.labels()) : batches.next(inputs, network.targets());
        if (scaling != null) {
            for (int i = 0; i < rows; i++) {
                scaling.apply(inputs, i, row);
            }
        }
        return rows;
    }
}
