package dev.thrice.learn;

import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.Scaling;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
                scale(inputs, i, scaling, row);
            }
        }
        return rows;
    }

    /** Scales a row of a tensor in place, by way of an array of its length. */
    static void scale(Tensor tensor, int row, Scaling scaling, float[] by) {
        MemorySegment memory = tensor.segment();
        long offset = (long) row * tensor.leadingDimension() * Float.BYTES;
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, offset, by, 0, by.length);
        scaling.apply(by, by);
        MemorySegment.copy(by, 0, memory, ValueLayout.JAVA_FLOAT, offset, by.length);
    }
}
