package dev.thrice.learn;

import dev.thrice.engine.chain.Parameters;
import java.util.Optional;

/** Is told how a training goes, on the thread that trains, which may read the model meanwhile: evaluate, predict, save. */
@FunctionalInterface
public interface Callback {
    /**
     * An epoch has been made.
     *
     * @param epoch what it came to; it can {@linkplain Epoch#stop() end} the training
     */
    void afterEpoch(Epoch epoch);

    /**
     * A step has been made. What it does, it does thousands of times a second.
     *
     * @param step of the epoch, from 1
     * @param loss mean of the batch, before the step
     */
    default void afterStep(int step, double loss) {}

    /**
     * A call of {@link Trainer#fit} ends, by its last epoch or because somebody stopped it, and after its last checkpoint; not one that
     * fails. It may write the model's parameters.
     *
     * @param trainer whose training it is
     */
    default void afterFit(Trainer trainer) {}

    /**
     * What has to be known of it for a training to be resumed: it is kept in checkpoints.
     *
     * @return a text; empty, as it is unless said otherwise, for nothing
     */
    default String state() {
        return "";
    }

    /**
     * Goes on from where another was, in a training that is resumed; not asked if that had no state.
     *
     * @param state of the other
     * @return whether it had ended the training
     * @throws IllegalArgumentException if it is no state of one like this
     */
    default boolean restore(String state) {
        throw new IllegalArgumentException("callback: a state, expected none");
    }

    /**
     * Parameters that have to be known besides for a training to be resumed: read where a checkpoint is written, and written after
     * {@link #restore}.
     *
     * @param model that is trained
     * @return parameters of its shapes; none, as it is unless said otherwise, or as long as the state has none
     */
    default Optional<Parameters> kept(Model model) {
        return Optional.empty();
    }
}
