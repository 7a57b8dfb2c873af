package dev.thrice.learn;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A training as its checkpoints have it: a {@link Trainer}'s, or one that is made elsewhere, as over ranks, and written down by a {@link
 * CheckpointLog} of its own.
 */
public interface Resumable {
    /**
     * Whom it trains.
     *
     * @return the model, whose parameters are read, or written before {@link #restore}
     */
    Model model();

    /**
     * What its bits depend on; one of others is not resumed.
     *
     * @return the settings
     */
    Settings settings();

    /**
     * What the optimizer keeps beside the parameters.
     *
     * @return as many as the optimizer has, to be read, or written before {@link #restore}
     */
    List<Parameters> moments();

    /**
     * What the algorithm learns of the precisions of nodes.
     *
     * @return P_1 .. P_L, [1 x L], to be read, or written before {@link #restore}; nothing where it learns none
     */
    default Optional<Tensor> precisions() {
        return Optional.empty();
    }

    /**
     * How far it has come.
     *
     * @return a copy
     */
    Trainer.State state();

    /**
     * Goes on from where another was, whose parameters and {@link #moments} have been copied into this one's.
     *
     * @param state of the other, which had this batch size and learned from data of as many examples
     */
    void restore(Trainer.State state);
}
