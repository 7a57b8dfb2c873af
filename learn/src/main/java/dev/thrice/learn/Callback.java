package dev.thrice.learn;

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
}
