package dev.thrice.lab.train;

import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Minibatches;

/** Puts of each batch into a rank's network what that takes: inputs, labels, both or none, of all samples or some. */
final class RankFeed {
    private final Minibatches batches;
    private final Network network;
    private final boolean takesInputs;
    private final boolean takesLabels;
    private final int first;
    private final Tensor inputs; // of a whole batch, as are the labels
    private final Labels labels;

    /**
     * Plans it.
     *
     * @param batches the same on every rank, or at least of as many samples
     * @param stage that the network is of
     * @param first the network's first sample among those of a batch
     * @param features of the batches' examples, fewer than the chain's where the stage does not take them
     */
    RankFeed(
            TensorArena arena,
            Minibatches batches,
            Stage stage,
            Network network,
            int first,
            int features,
            int classes) {
        this.batches = batches;
        this.network = network;
        this.first = first;
        takesInputs = !stage.hasBelow();
        takesLabels = !stage.hasAbove();
        inputs = arena.tensor(batches.batchSize(), features);
        labels = Labels.allocate(arena, batches.batchSize(), classes);
    }

    /** Goes to a batch of an epoch. */
    void seek(int epoch, int batch) {
        batches.seek(epoch, batch);
    }

    boolean hasNext() {
        return batches.hasNext();
    }

    /** Has how many rows of the network are samples of the next batch. */
    int next() {
        int filled = batches.next(inputs, labels);
        int rows = Math.clamp(filled - first, 0, network.batch());
        if (takesInputs && rows > 0) {
            network.inputs().rows(0, rows).copyFrom(inputs.rows(first, rows));
        }
        for (int i = 0; takesLabels && i < rows; i++) {
            network.labels().set(i, labels.get(first + i));
        }
        return rows;
    }
}
